package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.display.View;
import dev.tubeway.internal.display.ViewOptions;
import dev.tubeway.internal.module.ModuleHost.SessionTarget;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.KeyEventLayout;
import dev.tubeway.module.ModuleLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A session of `samples/echo` whose target is a socket of the test.
final class EchoSession {
    private static final int LONGEST_MILLIS = 20_000;
    private static final int RETURN = 0xff0d;

    private final FakeHost host = new FakeHost();
    private final CompletableFuture<ModuleEnd> end = new CompletableFuture<>();
    private final Semaphore changed = new Semaphore(0);
    private @Nullable Socket target;
    private int row;

    void start(LoadedModule echo) throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host.target = new SessionTarget("echo", server.getInetAddress().getHostAddress(), server.getLocalPort());
            Thread.ofVirtual()
                    .start(() -> end.complete(
                            echo.open(host, ModuleLimits.defaults()).run()));
            server.setSoTimeout(LONGEST_MILLIS);
            target = server.accept();
            target.setSoTimeout(LONGEST_MILLIS);
        }
    }

    private Socket target() {
        if (target == null) {
            throw new IllegalStateException("not started");
        }
        return target;
    }

    private void press(int keysym) {
        host.queue(ByteBuffer.allocate(KeyEventLayout.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) EventKind.KEY)
                .putShort((short) 0)
                .putInt(KeyEventLayout.SIZE)
                .putLong(1)
                .putInt(keysym)
                .putInt(1)
                .array());
    }

    /// Types a line, sends back what the target gets of it, and waits until it is shown.
    void echoes(String line) throws IOException {
        line.chars().forEach(this::press);
        press(RETURN);
        byte[] got = target().getInputStream().readNBytes(line.length() + 2);
        assertEquals(line + "\r\n", new String(got, StandardCharsets.US_ASCII));
        target().getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        try (View view = host.display().view(ViewOptions.defaults())) {
            view.onChange(changed::release);
            while (!shown(row).equals(line)) {
                assertTrue(changed.tryAcquire(LONGEST_MILLIS, TimeUnit.MILLISECONDS), "never shown: " + line);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        row++;
    }

    private String shown(int wanted) {
        int x = 7;
        int y = 7 + 19 * wanted + 9;
        host.display().mouse(x, y, 1);
        host.display().mouse(x + 10 * 98, y, 1);
        host.display().mouse(x + 10 * 98, y, 0);
        return host.display().selection().strip();
    }

    /// The target closes, and so the session ends.
    ModuleEnd end() throws Exception {
        target().close();
        return end.get(LONGEST_MILLIS, TimeUnit.MILLISECONDS);
    }
}
