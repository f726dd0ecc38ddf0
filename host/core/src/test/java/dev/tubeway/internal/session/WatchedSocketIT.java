package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.session.SocketDuplex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WatchedSocketIT {
    private final SocketLoop loop = new SocketLoop();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final LinkedBlockingQueue<String> quick = new LinkedBlockingQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    private SocketChannel far;
    private WatchedSocket watched;
    private volatile @Nullable Thread taker;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            far = SocketChannel.open(door.getLocalAddress());
            SocketChannel near = door.accept();
            near.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            watched = new WatchedSocket(new SocketDuplex(near, this::hear), loop);
        }
    }

    @AfterEach
    void close() throws IOException {
        watched.close();
        far.close();
        loop.close();
    }

    private void hear(ByteBuffer written) {
        byte[] bytes = new byte[written.remaining()];
        written.duplicate().get(bytes);
        heard.writeBytes(bytes);
    }

    /// Takes what begins with "quick".
    private boolean take(int count) {
        taker = Thread.currentThread();
        byte[] bytes = new byte[count];
        buffer.get(0, bytes);
        String text = new String(bytes, StandardCharsets.US_ASCII);
        boolean taken = text.startsWith("quick");
        if (taken) {
            quick.add(text);
            // As a client's buffer, whose one view serves all uses.
            buffer.limit(count).position(count);
        }
        return taken;
    }

    private CompletableFuture<Integer> reading(Thread[] reader) {
        var read = new CompletableFuture<Integer>();
        reader[0] = Thread.ofVirtual().start(() -> {
            try {
                read.complete(watched.read(buffer, this::take));
            } catch (IOException | RuntimeException e) {
                read.completeExceptionally(e);
            }
        });
        return read;
    }

    private void say(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            assertTrue(far.write(bytes) > 0);
        }
    }

    @Test
    void quickBytesAreTakenByTheLoopAndTheReaderHearsTheOthers() throws Exception {
        var reader = new Thread[1];
        CompletableFuture<Integer> read = reading(reader);
        awaitWaiting(reader[0]);
        for (String one : List.of("quick 1", "quick 2", "quick 3")) {
            say(one);
            assertEquals(one, quick.poll(10, TimeUnit.SECONDS));
            assertNotEquals(reader[0], taker);
        }
        say("slow");
        assertEquals(4, read.get(10, TimeUnit.SECONDS));
        assertEquals('s', buffer.get(0), "the same place of the buffer each time");
    }

    @Test
    void endsAWaitingReader() throws Exception {
        var reader = new Thread[1];
        CompletableFuture<Integer> read = reading(reader);
        awaitWaiting(reader[0]);
        watched.close();
        assertEquals(-1, read.get(10, TimeUnit.SECONDS));
        assertThrows(IOException.class, () -> watched.write(ByteBuffer.allocateDirect(1)));
        assertEquals(0, watched.writeNow(ByteBuffer.allocateDirect(1)));
    }

    @Test
    void tellsThatTheClientSaysNothingMore() throws Exception {
        var reader = new Thread[1];
        CompletableFuture<Integer> read = reading(reader);
        awaitWaiting(reader[0]);
        far.shutdownOutput();
        assertEquals(-1, read.get(10, TimeUnit.SECONDS));
    }

    @Test
    void tellsTheReaderOfAFaultOfTheTaker() throws Exception {
        var reader = new Thread[1];
        var read = new CompletableFuture<Integer>();
        reader[0] = Thread.ofVirtual().start(() -> {
            try {
                read.complete(watched.read(buffer, count -> {
                    throw new IllegalArgumentException("planted");
                }));
            } catch (IOException | RuntimeException e) {
                read.completeExceptionally(e);
            }
        });
        awaitWaiting(reader[0]);
        say("x");
        Exception fault = assertThrows(Exception.class, () -> read.get(10, TimeUnit.SECONDS));
        assertTrue(chain(fault).contains("planted"), () -> chain(fault));
    }

    @Test
    void writesWhatThereIsRoomForAndTheRestLater() throws Exception {
        byte[] all = new byte[8 << 20];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) ((i * 31) >> 3);
        }
        ByteBuffer from = ByteBuffer.allocateDirect(all.length).put(all).flip();
        int sent = watched.writeNow(from);
        assertTrue(sent > 0 && sent < all.length, () -> "sent=" + sent);
        assertEquals(sent, from.position());
        assertEquals(sent, heard.size());
        var rest = new CompletableFuture<Void>();
        var _ = Thread.ofVirtual().start(() -> {
            try {
                watched.write(from);
                rest.complete(null);
            } catch (IOException e) {
                rest.completeExceptionally(e);
            }
        });
        var received = new ByteArrayOutputStream();
        far.socket().getInputStream().transferTo(new java.io.OutputStream() {
            @Override
            public void write(int b) {
                received.write(b);
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                received.write(b, off, len);
                if (received.size() == all.length) {
                    watched.finish();
                }
            }
        });
        rest.get(10, TimeUnit.SECONDS);
        assertArrayEquals(all, received.toByteArray());
        assertArrayEquals(all, heard.toByteArray());
    }

    private static String chain(Throwable fault) {
        var words = new StringBuilder();
        for (Throwable one = fault; one != null; one = one.getCause()) {
            words.append(one.getMessage()).append(" | ");
        }
        return words.toString();
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}
