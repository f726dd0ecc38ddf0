package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStatus;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A tube outlives the peers that it runs over: before the library has lost too much, new ones take their place.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RenewalIT {
    private static final int MESSAGES = 24_000;
    private static final int CONNECTIONS = 8;
    private static final int RENEWALS = 3;
    private static final int LONGEST = 20_000;

    private static WebRtcProvider provider() {
        var config = new TransportConfig(0, 0, Duration.ofSeconds(5), 1L << 30);
        return new WebRtcProvider(config, 1, MESSAGES * LeakLedger.MESSAGE_BYTES);
    }

    private static void echo(ServerSocket server) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    client.setTcpNoDelay(true);
                    Thread.ofVirtual().start(() -> {
                        try (client) {
                            client.getInputStream().transferTo(client.getOutputStream());
                        } catch (IOException e) {
                            // The test looks at the other end.
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    /// Sends and reads back until it is told to stop; how often.
    private static int talk(InetSocketAddress to, int seed, AtomicBoolean stops) throws IOException {
        var random = new Random(seed);
        try (var socket = new Socket()) {
            socket.connect(to);
            socket.setSoTimeout(60_000);
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(socket.getInputStream());
            int times = 0;
            for (; !stops.get(); times++) {
                var said = new byte[random.nextInt(50) == 0 ? LONGEST : 1 + random.nextInt(100)];
                random.nextBytes(said);
                socket.getOutputStream().write(said);
                var heard = new byte[said.length];
                in.readFully(heard);
                assertArrayEquals(said, heard, "connection " + seed + ", word " + times);
            }
            return times;
        }
    }

    @Test
    void aTubeOutlivesTheMessagesThatItsPeersCanTake() throws Exception {
        NativeLibrary.load();
        WebRtcProvider ours = provider();
        WebRtcProvider theirs = provider();
        try (Gateway near = Gateway.start(GatewayConfig.defaults(), ours);
                Gateway far = Gateway.start(GatewayConfig.defaults(), theirs);
                var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            echo(server);
            var listens =
                    new Conversation.TunnelListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false);
            Tube offering = near.createTube(TubeRequest.offer("long", listens));
            Tube answering = far.createTube(TubeRequest.answer(
                    "long",
                    new Conversation.TunnelDialler("127.0.0.1", server.getLocalPort()),
                    offering.offer().orElseThrow()));
            offering.acceptAnswer(answering.answer().orElseThrow());
            assertTrue(offering.awaitReady(Duration.ofSeconds(20)));

            var stops = new AtomicBoolean();
            List<FutureTask<Integer>> talks = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int seed = i;
                var talk = new FutureTask<>(
                        () -> talk(offering.localListenAddress().orElseThrow(), seed, stops));
                talks.add(talk);
                Thread.ofVirtual().start(talk);
            }
            for (int renewal = 1; renewal <= RENEWALS; renewal++) {
                int times = renewal;
                Await.until(
                        "new peers, " + times,
                        () -> offering.stats().renewals() >= times
                                && answering.stats().renewals() >= times);
                Await.until(
                        "the old factories are gone, " + times,
                        () -> ours.pool().disposed() >= times && theirs.pool().disposed() >= times);
            }
            long frames = offering.stats().framesReceived();
            Await.until("it goes on", () -> offering.stats().framesReceived() > frames + MESSAGES / 4);
            stops.set(true);
            int words = 0;
            for (FutureTask<Integer> talk : talks) {
                words += talk.get();
            }
            assertTrue(words > MESSAGES / 2, "more than one pair of peers could have taken: " + words);
            assertEquals(TubeStatus.READY, offering.status());
            assertEquals(TubeStatus.READY, answering.status());
            assertTrue(ours.pool().lostBytes() < MESSAGES * LeakLedger.MESSAGE_BYTES);
        }
    }
}
