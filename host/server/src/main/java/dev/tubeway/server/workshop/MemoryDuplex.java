package dev.tubeway.server.workshop;

import dev.tubeway.session.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client's transport inside this process: what the host writes waits until the client reads it.
///
/// Threading: as [Duplex]; the client's side has one reader and any number of writers.
final class MemoryDuplex implements Duplex {
    private static final int CHUNKS = 64;
    private static final byte[] END = {};

    private final Lane toHost = new Lane();
    private final Lane toClient = new Lane();
    private ByteBuffer rest = ByteBuffer.allocate(0);

    // --- the host's side

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!rest.hasRemaining()) {
            rest = ByteBuffer.wrap(toHost.take());
        }
        if (!rest.hasRemaining()) {
            return -1;
        }
        int n = Math.min(rest.remaining(), into.remaining());
        into.put(rest.slice(rest.position(), n));
        rest.position(rest.position() + n);
        return n;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        toClient.put(bytes);
    }

    @Override
    public void finish() {
        toClient.finish();
    }

    @Override
    public void close() {
        toHost.finish();
        toClient.finish();
    }

    @Override
    public String peer() {
        return "the conformance kit";
    }

    // --- the client's side

    void send(byte[] bytes) throws IOException {
        toHost.put(bytes);
    }

    /// What the host sends, to its end.
    InputStream received() {
        return new InputStream() {
            private ByteBuffer chunk = ByteBuffer.allocate(0);

            @Override
            public int read() throws IOException {
                return fill() ? chunk.get() & 0xff : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (!fill()) {
                    return -1;
                }
                int n = Math.min(length, chunk.remaining());
                chunk.get(into, offset, n);
                return n;
            }

            private boolean fill() throws IOException {
                if (!chunk.hasRemaining()) {
                    chunk = ByteBuffer.wrap(toClient.take());
                }
                return chunk.hasRemaining();
            }
        };
    }

    /// One direction.
    private static final class Lane {
        private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS);
        private volatile boolean finished;

        void put(byte[] bytes) throws IOException {
            try {
                while (bytes.length > 0 && !finished) {
                    if (chunks.offer(bytes, 100, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (finished) {
                throw new IOException("the other end has gone");
            }
        }

        /// The next bytes; none at the end.
        byte[] take() throws IOException {
            try {
                while (true) {
                    byte[] bytes = chunks.poll(finished ? 0 : 100, TimeUnit.MILLISECONDS);
                    if (bytes != null) {
                        return bytes;
                    }
                    if (finished && chunks.isEmpty()) {
                        return END;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        void finish() {
            finished = true;
        }
    }
}
