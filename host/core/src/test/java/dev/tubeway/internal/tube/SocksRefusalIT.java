package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.Conversation;
import dev.tubeway.internal.tube.TwoGateways.Pair;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A SOCKS5 client whose request is refused in the tube is told so, and not just cut off.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocksRefusalIT {
    private static final int NOT_ALLOWED = 2;

    private static int replyTo(Pair pair) throws IOException {
        try (Socket client = pair.connect()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            client.getOutputStream().write(new byte[] {5, 1, 0});
            assertEquals(0x0500, in.readUnsignedShort());
            client.getOutputStream().write(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, 0, 9});
            assertEquals(5, in.readUnsignedByte());
            int code = in.readUnsignedByte();
            assertEquals(8, in.readAllBytes().length);
            return code;
        }
    }

    private static Pair join(TwoGateways two) throws InterruptedException {
        return two.join(
                new Conversation.SocksListener(TwoGateways.ANY_PORT, false),
                new Conversation.SocksDialler(List.of("127.0.0.1"), List.of()));
    }

    @Test
    void tellsWhatTheFarSideRefused() throws Exception {
        try (TwoGateways two = new TwoGateways()) {
            Pair pair = join(two);
            for (int i = 0; i < 20; i++) {
                assertEquals(NOT_ALLOWED, replyTo(pair));
            }
        }
    }
}

