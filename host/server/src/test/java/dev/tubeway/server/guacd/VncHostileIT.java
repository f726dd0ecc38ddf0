package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.desktop.VncServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What VNC servers may do to a session, and to nothing else: bytes that are wrong.
class VncHostileIT {
    @TempDir
    static Path folder;

    private static final int ZLIB = 6;
    private static final int BOMB_BYTES = 64 << 20;

    private static GuacdProcess guacd;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        guacd = GuacdProcess.startWith("vnc", data);
    }

    @AfterAll
    static void stop() {
        guacd.close();
    }

    /// A server that says the same to everybody, whatever they say.
    private static final class Parrot implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        private final boolean closes;
        private final byte[] words;

        Parrot(byte[] words, boolean closes) throws IOException {
            this.words = words;
            this.closes = closes;
            Thread.ofVirtual().name("parrot").start(this::talk);
        }

        private void talk() {
            try (Socket peer = socket.accept()) {
                Thread.ofVirtual().start(() -> {
                    try {
                        peer.getOutputStream().write(words);
                        if (closes) {
                            peer.shutdownOutput();
                        }
                    } catch (IOException e) {
                        // Nobody listens any more.
                    }
                });
                peer.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // It is over.
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /// Something that is written to a server's stream.
    private interface Words {
        void write(DataOutputStream out) throws IOException;
    }

    /// A desktop, and what follows.
    private static byte[] desktop(int width, int height, Words more) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {1, 1, 0, 0, 0, 0});
        out.writeShort(width);
        out.writeShort(height);
        out.write(new byte[16]);
        out.writeInt(0);
        more.write(out);
        return bytes.toByteArray();
    }

    private static void rectangle(DataOutputStream out, int width, int height, int encoding) throws IOException {
        out.writeInt(1);
        out.writeInt(0);
        out.writeShort(width);
        out.writeShort(height);
        out.writeInt(encoding);
    }

    private static Person open(int port, String... more) throws Exception {
        var parameters = new HashMap<String, String>();
        parameters.put("hostname", "127.0.0.1");
        parameters.put("port", Integer.toString(port));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return new Person(guacd.port(), "vnc", parameters);
    }

    private static GuacamoleInstruction error(Person person) throws InterruptedException {
        return person.awaitTold(instruction -> instruction.getOpcode().equals("error"));
    }

    private static void endsWith(byte[] words, boolean closes, String code, String part) throws Exception {
        try (var parrot = new Parrot(words, closes);
                Person person = open(parrot.port())) {
            GuacamoleInstruction error = error(person);
            assertEquals(code, error.getArgs().get(1), error.toString());
            assertTrue(error.getArgs().getFirst().contains(part), error.toString());
        }
    }

    @Test
    void aSessionEndsWithAReasonWhateverItsServerSendsAndTheNextOneWorks() throws Exception {
        endsWith(desktop(80, 60, out -> rectangle(out, 81, 60, 0)), false, "515", "a rectangle 81x60");
        endsWith(desktop(0xffff, 0xffff, out -> {}), false, "515", "larger than a session may have");
        endsWith(desktop(80, 60, out -> rectangle(out, 80, 60, 4711)), false, "515", "not offered: 4711");
        endsWith(
                desktop(80, 60, out -> rectangle(out, 80, 60, 0)),
                true,
                "515",
                "the connection to the server was lost");
        endsWith("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII), false, "519", "no VNC server");
        endsWith("RFB 003".getBytes(StandardCharsets.US_ASCII), true, "515", "before there was a desktop");
        var bomb = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(bomb)) {
            for (int i = 0; i < BOMB_BYTES; i += 1 << 16) {
                deflater.write(new byte[1 << 16]);
            }
        }
        Words packed = out -> {
            rectangle(out, 80, 60, ZLIB);
            out.writeInt(bomb.size());
            bomb.writeTo(out);
        };
        endsWith(desktop(80, 60, packed), false, "515", "more than its pixels");
        var noise = new byte[4096];
        new Random(7).nextBytes(noise);
        endsWith(desktop(80, 60, out -> out.write(noise)), true, "515", "");
        try (VncServer server = VncServer.start(folder, "-SecurityTypes", "None");
                Person person = open(server.port())) {
            person.await("a picture", () -> person.picture().isPresent());
        }
    }
}
