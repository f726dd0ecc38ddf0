package dev.tubeway.server.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// A person's terminal, as the demo's programs use it: keys one by one, and text.
///
/// Threading: one thread uses it; a virtual thread of its own reads, and [#resized()] comes from any.
final class DemoTerminal {
    /// No key came in time.
    static final int NOTHING = -1;

    /// The terminal has another size.
    static final int RESIZED = -2;

    private static final int GONE = -3;
    private static final int MOST_KEYS = 4096;

    /// Where keys come from; less than 0 at the end.
    @FunctionalInterface
    interface Keyboard {
        int next() throws IOException;
    }

    private final OutputStream out;
    private final IntSupplier columns;
    private final IntSupplier rows;
    private final BlockingQueue<Integer> keys = new ArrayBlockingQueue<>(MOST_KEYS);

    DemoTerminal(Keyboard in, OutputStream out, IntSupplier columns, IntSupplier rows) {
        this.out = out;
        this.columns = columns;
        this.rows = rows;
        var _ = Thread.ofVirtual().name("demo-keys").start(() -> read(in));
    }

    private void read(Keyboard in) {
        try {
            try {
                for (int next = in.next(); next >= 0; next = in.next()) {
                    keys.put(next);
                }
            } catch (IOException e) {
                // The person has gone, as at the end of the stream.
            }
            keys.put(GONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Told when the size is another.
    void resized() {
        // Where so many keys wait, the next look at the size comes soon enough.
        var _ = keys.offer(RESIZED);
    }

    int columns() {
        return columns.getAsInt();
    }

    int rows() {
        return rows.getAsInt();
    }

    /// The next byte of the keyboard, or [#RESIZED].
    int key() throws IOException {
        try {
            return present(keys.take());
        } catch (InterruptedException e) {
            throw gone(e);
        }
    }

    /// As [#key()], or [#NOTHING] after a while.
    int key(Duration patience) throws IOException {
        try {
            Integer key = keys.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            return key == null ? NOTHING : present(key);
        } catch (InterruptedException e) {
            throw gone(e);
        }
    }

    private static int present(int key) throws IOException {
        if (key == GONE) {
            throw new IOException("the person has gone");
        }
        return key;
    }

    private static IOException gone(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("the session ends", e);
    }

    /// Shows a text; its line feeds begin new lines.
    void show(String text) throws IOException {
        out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
