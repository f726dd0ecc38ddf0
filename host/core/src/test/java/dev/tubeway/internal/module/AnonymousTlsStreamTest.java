package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import dev.tubeway.spi.AnonymousTls;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/// What is between a module and a line that enciphers, over a stream below that gives and takes as the test says.
class AnonymousTlsStreamTest {
    private final Below below = new Below();
    private final Line line = new Line();
    private final AnonymousTlsStream stream = new AnonymousTlsStream(below, line, new Waker());

    /// What the peer sends, one piece at a time, and how much it takes.
    private static final class Below implements HostStream {
        final ArrayDeque<byte[]> coming = new ArrayDeque<>();
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        int room = Integer.MAX_VALUE;
        int end = Status.AGAIN;
        int wanted;
        boolean closed;

        void comes(String text) {
            coming.add(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            byte[] piece = coming.poll();
            if (piece == null) {
                return end;
            }
            System.arraycopy(piece, 0, target, offset, piece.length);
            return piece.length;
        }

        @Override
        public int write(byte[] source, int offset, int length) {
            int count = Math.min(room, length);
            taken.write(source, offset, count);
            room -= count;
            return count == 0 ? Status.AGAIN : count;
        }

        @Override
        public int shutdown() {
            return 0;
        }

        @Override
        public int ready() {
            return (coming.isEmpty() ? 0 : READABLE) | (room > 0 ? WRITABLE : 0);
        }

        @Override
        public void want(int now) {
            wanted = now;
        }

        @Override
        public void attach(Waker waker) {
            // The tests look for themselves.
        }

        @Override
        public Optional<byte[]> info(int fact) {
            return Optional.of(new byte[] {(byte) fact});
        }

        @Override
        public String label() {
            return "below";
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /// Enciphers by swapping the case of letters. `!` breaks it, `.` ends it, `?` has it answer ten bytes, and the
    /// first
    /// `h` ends the handshake.
    private static final class Line implements AnonymousTls.Line {
        private final StringBuilder plain = new StringBuilder();
        private final StringBuilder sending = new StringBuilder("hello ");
        private boolean shaken;
        private boolean over;

        @Override
        public boolean isShakingHands() {
            return !shaken;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void take(byte[] source, int offset, int length) throws SSLException {
            for (char each : text(source, offset, length).toCharArray()) {
                switch (each) {
                    case '!' -> throw broken();
                    case '.' -> over = true;
                    case '?' -> sending.append("0123456789");
                    case 'h' -> shaken = true;
                    default -> plain.append(swapped(each));
                }
            }
        }

        private SSLException broken() {
            sending.append("alert");
            return new SSLException("broken");
        }

        private static char swapped(char each) {
            return Character.isUpperCase(each) ? Character.toLowerCase(each) : Character.toUpperCase(each);
        }

        private static String text(byte[] source, int offset, int length) {
            return new String(source, offset, length, StandardCharsets.UTF_8);
        }

        @Override
        public int readable() {
            return plain.length();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return moved(plain, target, offset, length);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            for (char each : text(source, offset, length).toCharArray()) {
                sending.append(swapped(each));
            }
        }

        @Override
        public int sendable() {
            return sending.length();
        }

        @Override
        public int send(byte[] target, int offset, int length) {
            return moved(sending, target, offset, length);
        }

        private static int moved(StringBuilder from, byte[] target, int offset, int length) {
            int count = Math.min(length, from.length());
            byte[] bytes = from.substring(0, count).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, target, offset, count);
            from.delete(0, count);
            return count;
        }

        @Override
        public String protocol() {
            return "TLSv1.2";
        }

        @Override
        public void close() {
            if (!over) {
                sending.append("bye");
                over = true;
            }
        }
    }

    private String read() {
        byte[] target = new byte[100];
        int count = stream.read(target, 0, target.length);
        return count < 0 ? Status.nameOf(count) : new String(target, 0, count, StandardCharsets.UTF_8);
    }

    private int write(String text) {
        return stream.write(text.getBytes(StandardCharsets.UTF_8), 0, text.length());
    }

    private String taken() {
        String text = below.taken.toString(StandardCharsets.UTF_8);
        below.taken.reset();
        return text;
    }

    private void shake() {
        below.comes("h");
        assertEquals(0, stream.handshake());
        assertEquals("hello ", taken());
    }

    @Test
    void theHandshakeWaitsForRoomAndThenForThePeer() {
        below.room = 2;
        assertEquals(Status.AGAIN, stream.handshake());
        stream.wantHandshake();
        assertEquals(HostStream.WRITABLE, below.wanted);
        below.room = 100;
        assertEquals(Status.AGAIN, stream.handshake());
        assertEquals("hello ", taken());
        stream.wantHandshake();
        assertEquals(HostStream.READABLE, below.wanted);
        below.comes("h");
        assertEquals(0, stream.handshake());
    }

    @Test
    void bytesAreEncipheredAndDeciphered() {
        shake();
        assertEquals(5, write("Hello"));
        assertEquals("hELLO", taken());
        below.comes("wO");
        below.comes("W");
        assertEquals("Wo", read());
        assertEquals("w", read());
        assertEquals("AGAIN", read());
    }

    @Test
    void whatThePeerDoesNotTakeHoldsUpWhatComesAfter() {
        shake();
        below.room = 2;
        assertEquals(5, write("Hello"));
        assertEquals(Status.AGAIN, write("World"));
        assertEquals(0, stream.ready() & HostStream.WRITABLE);
        below.room = 100;
        assertEquals(5, write("World"));
        assertEquals("hELLOwORLD", taken());
    }

    @Test
    void aLongTextIsTakenInPartsOfOneRecord() {
        shake();
        assertEquals(16 * 1024, write("a".repeat(100_000)));
        assertEquals(16 * 1024, taken().length());
    }

    @Test
    void aPeerThatBreaksTlsIsToldAndLosesTheStream() {
        shake();
        below.comes("a!");
        assertEquals("A", read());
        assertEquals("PEER_ERROR", read());
        assertEquals(Status.PEER_ERROR, write("x"));
        assertEquals("alert", taken());
        assertTrue((stream.ready() & HostStream.CLOSED) != 0);
    }

    @Test
    void aPeerThatBreaksTheHandshakeFailsIt() {
        below.comes("!");
        assertEquals(Status.PEER_ERROR, stream.handshake());
        assertEquals(Status.PEER_ERROR, stream.handshake());
    }

    @Test
    void aPeerThatHasAnswersMadeAndTakesNoneLosesTheStream() {
        shake();
        below.room = 0;
        for (int i = 0; i < 10; i++) {
            below.comes("?".repeat(1000));
        }
        assertEquals("PEER_ERROR", read());
        assertTrue(below.coming.size() > 1, "it goes on reading");
    }

    @Test
    void theEndComesAfterAllThatWasSent() {
        shake();
        below.comes("a.");
        assertEquals("A", read());
        assertEquals("CLOSED", read());
        assertEquals(Status.CLOSED, write("x"));
    }

    @Test
    void aConnectionThatBreaksOffEndsTheStream() {
        below.end = Status.CLOSED;
        assertEquals(Status.CLOSED, stream.handshake());
        assertEquals("CLOSED", read());
    }

    @Test
    void closingTellsThePeer() {
        shake();
        stream.close();
        assertEquals("bye", taken());
        assertTrue(below.closed);
    }

    @Test
    void thereIsAProtocolAndNoCertificate() {
        assertEquals(Optional.empty(), stream.info(StreamInfo.CERTIFICATE));
        assertEquals(Optional.empty(), stream.info(StreamInfo.PUBLIC_KEY));
        assertEquals("TLSv1.2", new String(stream.info(StreamInfo.TLS_VERSION).orElseThrow(), StandardCharsets.UTF_8));
        assertEquals("below (TLS)", stream.label());
    }

    @Test
    void bothWaysAreWaitedForWhereSomethingIsUnsent() {
        shake();
        below.room = 0;
        assertEquals(3, write("abc"));
        stream.want(HostStream.READABLE | HostStream.WRITABLE);
        assertEquals(HostStream.READABLE | HostStream.WRITABLE, below.wanted);
    }
}
