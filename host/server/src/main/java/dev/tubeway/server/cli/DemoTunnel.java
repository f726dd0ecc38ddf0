package dev.tubeway.server.cli;

import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubewayException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Two tubes of one gateway that are joined to each other: one listens, the other dials an echo target.
///
/// Ownership: closing it ends the echo target; the tubes are the gateway's.
final class DemoTunnel implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(15);

    private final EchoTarget target;

    DemoTunnel() throws IOException {
        this.target = new EchoTarget();
    }

    /// What came of joining them.
    sealed interface Joined {
        /// @param port where clients connect
        record Open(int port) implements Joined {}

        record Failed(String why) implements Joined {}
    }

    /// Joins the tubes; waits until they are.
    Joined join(Gateway gateway) throws InterruptedException {
        try {
            Tube near = gateway.createTube(TubeRequest.offer(
                    "demo",
                    new Conversation.TunnelListener(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false)));
            InetSocketAddress echo = target.address();
            Tube far = gateway.createTube(TubeRequest.answer(
                    "demo",
                    new Conversation.TunnelDialler(echo.getAddress().getHostAddress(), echo.getPort()),
                    near.offer().orElseThrow()));
            near.acceptAnswer(far.answer().orElseThrow());
            if (near.awaitReady(READY_TIMEOUT)) {
                return new Joined.Open(near.localListenAddress().orElseThrow().getPort());
            }
            return new Joined.Failed("the two ends did not find each other within " + READY_TIMEOUT.toSeconds() + " s");
        } catch (TubewayException e) {
            return new Joined.Failed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
