package dev.tubeway.webrtc.gateway;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.GatewayListener.Event;
import dev.tubeway.Tube;
import dev.tubeway.TubeLimits;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// Two gateways of one process, each with a WebRTC transport of its own: the near one listens and makes the offer, the
/// far one dials. What they must tell each other beside the first descriptions goes through [#signalling].
final class TwoGateways implements AutoCloseable {
    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    static final Duration DEADLINE = Duration.ofSeconds(60);

    final Gateway near;
    final Gateway far;
    final List<Event> nearEvents = new CopyOnWriteArrayList<>();
    final List<Event> farEvents = new CopyOnWriteArrayList<>();
    final Signalling signalling = new Signalling();

    TwoGateways(GatewayConfig nearConfig, GatewayConfig farConfig) {
        near = Gateway.start(nearConfig);
        far = Gateway.start(farConfig);
        near.subscribe(nearEvents::add);
        far.subscribe(farEvents::add);
        near.subscribe(signalling::told);
        far.subscribe(signalling::told);
    }

    TwoGateways(GatewayConfig config) {
        this(config, config);
    }

    TwoGateways() {
        this(GatewayConfig.defaults());
    }

    /// A pair of tubes that is ready.
    record Pair(Tube near, Tube far) {
        InetSocketAddress entrance() {
            return near.localListenAddress().orElseThrow();
        }

        Socket connect() throws IOException {
            Socket socket = new Socket();
            socket.connect(entrance());
            socket.setSoTimeout((int) DEADLINE.toMillis());
            return socket;
        }
    }

    static Conversation listener() {
        return new Conversation.TunnelListener(ANY_PORT, false);
    }

    static Conversation dialler(int port) {
        return new Conversation.TunnelDialler(InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    Pair tunnelTo(int port) throws InterruptedException {
        return join(listener(), dialler(port), UnaryOperator.identity(), UnaryOperator.identity());
    }

    Pair join(Conversation listening, Conversation dialling) throws InterruptedException {
        return join(listening, dialling, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /// @param nearAs changes the request of the near tube, as by adding servers
    /// @param farAs  changes the request of the far tube
    Pair join(
            Conversation listening,
            Conversation dialling,
            UnaryOperator<TubeRequest> nearAs,
            UnaryOperator<TubeRequest> farAs)
            throws InterruptedException {
        Tube offering = near.createTube(nearAs.apply(TubeRequest.offer("test", listening)));
        Tube answering = far.createTube(farAs.apply(
                TubeRequest.answer("test", dialling, offering.offer().orElseThrow())));
        signalling.connect(offering, answering);
        offering.acceptAnswer(answering.answer().orElseThrow());
        if (!offering.awaitReady(DEADLINE) || !answering.awaitReady(DEADLINE)) {
            throw new IllegalStateException("not ready: near=" + offering.status() + " far=" + answering.status());
        }
        return new Pair(offering, answering);
    }

    /// Waits for a condition; the deadline is one that only a hang reaches.
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + DEADLINE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    static boolean isClosedConnection(Event event, CloseReason.Kind kind) {
        return event instanceof Event.ConnectionClosed(var tube, var info, var reason) && reason.kind() == kind;
    }

    static boolean isStatus(Event event, TubeStatus wanted) {
        return event instanceof Event.StatusChanged(var tube, var status, var reason) && status == wanted;
    }

    /// The default limits, with other credit and other patience.
    static TubeLimits limits(int maxWindowBytes, Duration connectTimeout, Duration disconnectTimeout) {
        TubeLimits d = TubeLimits.defaults();
        return new TubeLimits(
                d.maxFrameBytes(),
                d.maxConnections(),
                Math.min(d.windowBytes(), maxWindowBytes),
                maxWindowBytes,
                d.queueBytes(),
                d.tubeBufferBytes(),
                d.sendBufferBytes(),
                d.openTimeout(),
                d.idleTimeout(),
                connectTimeout,
                disconnectTimeout,
                d.keepaliveInterval());
    }

    static TubeLimits patience(Duration connectTimeout, Duration disconnectTimeout) {
        return limits(TubeLimits.defaults().maxWindowBytes(), connectTimeout, disconnectTimeout);
    }

    /// Closes both, and fails where one of them still holds something.
    @Override
    public void close() {
        near.close();
        far.close();
        until("near has no buffer in use", () -> near.stats().buffersInUseBytes() == 0);
        until("far has no buffer in use", () -> far.stats().buffersInUseBytes() == 0);
        if (near.stats().connectionsOpen() != 0 || far.stats().connectionsOpen() != 0) {
            throw new AssertionError("connections are left: near=" + near.stats() + " far=" + far.stats());
        }
    }
}
