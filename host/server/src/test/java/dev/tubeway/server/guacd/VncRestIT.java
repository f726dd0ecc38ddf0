package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a film costs that nobody sees.
class VncRestIT {
    private static final int LOOK_MILLIS = 3000;
    private static final int FEWER = 10;

    private static GuacdProcess guacd;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        guacd = GuacdProcess.startWith("vnc", data);
    }

    @AfterAll
    static void stop() {
        guacd.close();
    }

    /// A server with another picture for each who asks: the number of the picture is its colour.
    private static final class Film implements AutoCloseable {
        private static final int SIDE = 64;
        private static final int SET_PIXEL_FORMAT = 0;
        private static final int SET_ENCODINGS = 2;
        private static final int UPDATE_REQUEST = 3;
        private static final int KEY = 4;
        private static final int POINTER = 5;

        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final AtomicInteger pictures = new AtomicInteger();

        Film() throws IOException {
            Thread.ofVirtual().name("film").start(this::talk);
        }

        private void talk() {
            try (Socket peer = socket.accept()) {
                var in = new DataInputStream(peer.getInputStream());
                var out = new DataOutputStream(peer.getOutputStream());
                out.write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
                in.skipNBytes(12);
                out.write(new byte[] {1, 1});
                in.skipNBytes(1);
                out.writeInt(0);
                in.skipNBytes(1);
                out.writeShort(SIDE);
                out.writeShort(SIDE);
                out.write(new byte[] {32, 24, 0, 1, 0, (byte) 255, 0, (byte) 255, 0, (byte) 255, 16, 8, 0, 0, 0, 0});
                out.writeInt(0);
                while (true) {
                    answer(in, out);
                }
            } catch (IOException e) {
                // It is over.
            }
        }

        private void answer(DataInputStream in, DataOutputStream out) throws IOException {
            switch (in.readUnsignedByte()) {
                case SET_PIXEL_FORMAT -> in.skipNBytes(19);
                case SET_ENCODINGS -> {
                    in.skipNBytes(1);
                    in.skipNBytes(4L * in.readUnsignedShort());
                }
                case UPDATE_REQUEST -> {
                    in.skipNBytes(9);
                    out.write(picture(pictures.incrementAndGet()));
                }
                case KEY -> in.skipNBytes(7);
                case POINTER -> in.skipNBytes(5);
                default -> throw new IOException("unknown message");
            }
        }

        private static byte[] picture(int color) {
            var update = new byte[16 + SIDE * SIDE * 4];
            update[3] = 1;
            update[9] = SIDE;
            update[11] = SIDE;
            for (int at = 16; at < update.length; at += 4) {
                update[at] = (byte) color;
                update[at + 1] = (byte) (color >> 8);
                update[at + 2] = (byte) (color >> 16);
            }
            return update;
        }

        int pictures() {
            return pictures.get();
        }

        /// How many more are asked for in a while.
        int more() throws InterruptedException {
            int before = pictures();
            Thread.sleep(LOOK_MILLIS);
            return pictures() - before;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static int shown(Person person) {
        return person.pixels(Film.SIDE).map(pixels -> pixels[0] & 0xffffff).orElse(0);
    }

    @Test
    void aFilmRestsWhileNobodyReadsItAndGoesOnWithItsNewestPicture() throws Exception {
        try (var film = new Film();
                var person = new Person(
                        guacd.port(),
                        "vnc",
                        Map.of("hostname", "127.0.0.1", "port", Integer.toString(film.socket.getLocalPort())))) {
            person.await("a film", () -> shown(person) > 100);
            int seen = film.more();

            person.readsNothing(true);
            Thread.sleep(LOOK_MILLIS);
            person.nop();
            int unseen = film.more();
            assertTrue(unseen > 0, "it stands still");
            assertTrue(unseen < seen / FEWER, unseen + " pictures that nobody saw, " + seen + " where somebody did");

            int newest = film.pictures();
            person.readsNothing(false);
            person.await("the newest picture", () -> shown(person) >= newest);
            assertTrue(film.more() > seen / FEWER, "it goes on at its old pace");
        }
    }
}
