package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.Tube;
import dev.tubeway.TubeLimits;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStatus;
import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.channel.ChannelDecoder;
import dev.tubeway.internal.channel.ChannelEvents;
import dev.tubeway.internal.channel.Control;
import dev.tubeway.internal.channel.Frame;
import dev.tubeway.internal.tube.TwoGateways.Server;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportProvider.PeerOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a gateway does with a peer that does not keep to the protocol: here the peer is played by the test.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostilePeerIT {
    private final BufferPool pool = new BufferPool(16, 16);
    private final MemoryTransport transport = new MemoryTransport();
    private final MemoryTransport ours = new MemoryTransport();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private Gateway gateway;
    private Server echo;
    private Tube tube;
    private TransportChannel channel;

    @BeforeEach
    void join() throws Exception {
        TubeLimits d = TubeLimits.defaults();
        TubeLimits limits = new TubeLimits(
                d.maxFrameBytes(),
                3,
                64 << 10,
                64 << 10,
                64 << 10,
                d.tubeBufferBytes(),
                d.sendBufferBytes(),
                d.openTimeout(),
                d.idleTimeout(),
                d.connectTimeout(),
                d.disconnectTimeout(),
                d.keepaliveInterval());
        gateway = Gateway.start(GatewayConfig.defaults().withLimits(limits), transport);
        echo = Server.echo();
        PeerTransport peer =
                ours.open(new PeerOptions("hostile", List.of(), false, false), new PeerTransport.Listener() {
                    @Override
                    public void onState(PeerTransport.State state) {}

                    @Override
                    public void onCandidate(String candidate) {}

                    @Override
                    public void onChannel(TransportChannel made) {}
                });
        channel = peer.openChannel("test");
        channel.attach(new Ear());
        String offer = PeerProfile.announce(peer.createOffer(), 1 << 20);
        tube = gateway.createTube(TubeRequest.answer(
                "test", new Conversation.TunnelDialler("127.0.0.1", echo.port()), Descriptions.encode(offer)));
        peer.acceptAnswer(Descriptions.decode(tube.answer().orElseThrow()));
        open.await();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        gateway.close();
        ours.close();
        echo.close();
        assertEquals(0, gateway.stats().connectionsOpen());
        TwoGateways.until("no buffer is in use", () -> gateway.stats().buffersInUseBytes() == 0);
        assertEquals(0, pool.inUseBytes());
    }

    private void send(Buffer frame) {
        channel.send(frame.view(0, frame.length()));
        frame.release();
    }

    private void data(int connection, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        Buffer buffer = pool.acquire(payload.length);
        buffer.view(Buffer.HEADROOM, Buffer.HEADROOM + payload.length).put(payload);
        Frame.seal(buffer, connection, 0, payload.length);
        send(buffer);
    }

    private void raw(byte... bytes) {
        channel.send(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    private void awaitTold(String what) {
        TwoGateways.until(what + " among " + told, () -> told.contains(what));
    }

    @Test
    void passesOverWhatIsAboutConnectionsThatAreNotOpen() {
        data(5, "before it is open");
        send(Control.sendEof(pool, 0, 5));
        send(Control.credit(pool, 0, 5, 1000));
        send(Control.connectionOpened(pool, 0, 5));
        send(Control.closeConnection(pool, 0, 5, CloseReason.of(Kind.NORMAL)));
        raw(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x7F, 0x7F, 0x3B});

        send(Control.openConnection(pool, 0, 5, new byte[0]));
        data(5, "hello");
        awaitTold("data 5 hello");
        send(Control.closeConnection(pool, 0, 5, CloseReason.of(Kind.NORMAL)));
        data(5, "after it is closed");
        TwoGateways.until("it is gone", () -> tube.connections().isEmpty());
        send(Control.ping(pool, 0));
        awaitTold("pong");
        assertEquals(TubeStatus.READY, tube.status());
    }

    @Test
    void keepsDataThatComesBeforeTheTargetAnswers() {
        send(Control.openConnection(pool, 0, 1, new byte[0]));
        data(1, "early");
        awaitTold("opened 1");
        awaitTold("data 1 early");
    }

    @Test
    void doesNotOpenANumberTwice() {
        send(Control.openConnection(pool, 0, 1, new byte[0]));
        send(Control.openConnection(pool, 0, 1, new byte[0]));
        data(1, "once");
        awaitTold("data 1 once");
        assertEquals(1, tube.connections().size());
    }

    @Test
    void refusesTheConnectionThatIsOneTooManyAndTheNumberOfControl() {
        for (int number = 0; number <= 4; number++) {
            send(Control.openConnection(pool, 0, number, new byte[0]));
        }
        awaitTold("close 0 CONFIGURATION_ERROR");
        awaitTold("close 4 SERVER_REFUSE");
        data(3, "goes on");
        awaitTold("data 3 goes on");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void closesTheChannelOnABrokenFrame(int kind) {
        byte[] frame = new byte[17 + 4];
        ByteBuffer.wrap(frame).putInt(0, 1).putInt(12, kind == 1 ? (1 << 20) + 1 : kind == 2 ? -1 : 4);
        raw(frame);
        awaitTold("close 0 PROTOCOL_ERROR");
        TwoGateways.until("the tube ends", () -> gateway.tubes().isEmpty());
        assertEquals(Kind.PROTOCOL_ERROR, tube.closeReason().orElseThrow().kind());
    }

    @Test
    void passesOverRenewalsThatAreNoneAndEndsWhereTheChannelIsLeftForNone() {
        send(Control.renewal(pool, 0, Control.RENEWAL_WANTED, 0, ""));
        send(Control.renewal(pool, 0, Control.RENEWAL_ANSWER, 7, "v=0"));
        send(Control.renewal(pool, 0, Control.SWITCHED, 7, ""));
        send(Control.renewal(pool, 0, Control.RENEWAL_OFFER, 7, "no description"));
        raw(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, (byte) 158, 0, 0, 0x3B});
        send(Control.openConnection(pool, 0, 1, new byte[0]));
        data(1, "lives");
        awaitTold("data 1 lives");

        send(Control.renewal(pool, 0, Control.SWITCH, 8, ""));
        awaitTold("close 0 PROTOCOL_ERROR");
        TwoGateways.until("the tube ends", () -> gateway.tubes().isEmpty());
    }

    @Test
    void closesTheConnectionThatSendsMoreThanItWasGranted() throws Exception {
        send(Control.openConnection(pool, 0, 1, new byte[0]));
        send(Control.openConnection(pool, 0, 2, new byte[0]));
        awaitTold("opened 1");
        awaitTold("opened 2");
        // No credit comes from here: the echo's answers fill up, it stops reading, and what is sent on piles
        // up.
        String piece = "x".repeat(60_000);
        TwoGateways.until("it is closed", () -> {
            data(1, piece);
            return told.contains("close 1 PROTOCOL_ERROR");
        });
        data(2, "lives");
        awaitTold("data 2 lives");
    }

    /// Writes down what the gateway says.
    private final class Ear implements TransportChannel.Listener, ChannelEvents {
        private final ChannelDecoder decoder = new ChannelDecoder(16 << 20, this);

        @Override
        public void onOpen() {
            open.countDown();
        }

        @Override
        public void onMessage(ByteBuffer data, boolean binary) {
            decoder.decode(data);
        }

        @Override
        public void onClosed() {
            told.add("closed");
        }

        @Override
        public void onData(int connection, ByteBuffer payload) {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(bytes);
            told.add("data " + connection + " "
                    + (bytes.length > 100 ? "…" : new String(bytes, StandardCharsets.UTF_8)));
        }

        @Override
        public void onRenewal(int code, int attempt, ByteBuffer description) {
            told.add("renewal " + code);
        }

        @Override
        public void onPing(ByteBuffer data) {
            told.add("ping");
        }

        @Override
        public void onPong(ByteBuffer data) {
            told.add("pong");
        }

        @Override
        public void onOpenConnection(int connection, ByteBuffer tail) {
            told.add("open " + connection);
        }

        @Override
        public void onCloseConnection(int connection, CloseReason reason) {
            told.add("close " + connection + " " + reason.kind());
        }

        @Override
        public void onConnectionOpened(int connection) {
            told.add("opened " + connection);
        }

        @Override
        public void onSendEof(int connection) {
            told.add("eof " + connection);
        }

        @Override
        public void onCredit(int connection, int bytes) {
            told.add("credit " + connection);
        }

        @Override
        public void onUdp(int code, ByteBuffer data) {
            told.add("udp " + code);
        }

        @Override
        public void onIgnored(int code, int bytes) {
            told.add("ignored " + code);
        }
    }
}
