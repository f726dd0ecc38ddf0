package dev.tubeway.server;

import dev.tubeway.CloseReason;
import dev.tubeway.ConnectionInfo;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayListener;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStats;
import dev.tubeway.TubeStatus;
import dev.tubeway.TubewayException;
import dev.tubeway.TubewayException.Problem;
import dev.tubeway.spi.PeerTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A tube that keeps what it is told.
public final class FakeTube implements Tube {
    public static final String SDP = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-ufrag:abcd\r\n"
            + "a=candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host\r\n";
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");

    private final FakeGateway gateway;
    private final String id;
    private final TubeRequest request;
    public final List<String> candidates = new CopyOnWriteArrayList<>();
    public final List<ConnectionInfo> connections = new CopyOnWriteArrayList<>(List.of(
            new ConnectionInfo(1, "demo", "db.internal:5432", ConnectionInfo.State.HALF_CLOSED, CREATED, 11, 22, 33)));
    public volatile @Nullable String acceptedAnswer;
    public volatile @Nullable CloseReason connectionReason;
    private volatile @Nullable CloseReason reason;

    FakeTube(FakeGateway gateway, String id, TubeRequest request) {
        this.gateway = gateway;
        this.id = id;
        this.request = request;
        request.offer().ifPresent(FakeTube::describe);
    }

    /// Base64 of a session description.
    public static String description() {
        return Base64.getEncoder().encodeToString(SDP.getBytes(StandardCharsets.UTF_8));
    }

    private static void describe(String base64) {
        try {
            String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            if (text.startsWith("v=0")) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new TubewayException(Problem.INVALID_DESCRIPTION, "not base64", e);
        }
        throw new TubewayException(Problem.INVALID_DESCRIPTION, "base64 of something that is not SDP");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String conversationId() {
        return request.conversationId();
    }

    @Override
    public Instant createdAt() {
        return CREATED;
    }

    @Override
    public TubeStatus status() {
        if (reason != null) {
            return TubeStatus.CLOSED;
        }
        return acceptedAnswer == null && request.offer().isEmpty() ? TubeStatus.INITIALIZING : TubeStatus.READY;
    }

    @Override
    public Conversation settings() {
        return request.settings();
    }

    @Override
    public Optional<String> offer() {
        return request.offer().isPresent() ? Optional.empty() : Optional.of(description());
    }

    @Override
    public Optional<String> answer() {
        return request.offer().isPresent() ? Optional.of(description()) : Optional.empty();
    }

    @Override
    public Optional<InetSocketAddress> localListenAddress() {
        return request.settings().listens()
                ? Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_001))
                : Optional.empty();
    }

    @Override
    public Optional<CloseReason> closeReason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public void acceptAnswer(String answer) {
        describe(answer);
        if (request.offer().isPresent() || acceptedAnswer != null) {
            throw FakeGateway.problem(Problem.UNEXPECTED_DESCRIPTION);
        }
        acceptedAnswer = answer;
        gateway.emit(new GatewayListener.Event.StatusChanged(id, TubeStatus.READY, Optional.empty()));
    }

    @Override
    public String acceptOffer(String offer) {
        describe(offer);
        if (request.offer().isEmpty() && acceptedAnswer == null) {
            throw FakeGateway.problem(Problem.UNEXPECTED_DESCRIPTION);
        }
        return description();
    }

    @Override
    public void addCandidate(String candidate) {
        if (!candidate.isEmpty() && !candidate.startsWith("candidate:")) {
            throw FakeGateway.problem(Problem.INVALID_CANDIDATE);
        }
        candidates.add(candidate);
    }

    @Override
    public String restartIce() {
        if (!request.trickleIce()) {
            throw FakeGateway.problem(Problem.TRICKLE_REQUIRED);
        }
        return description();
    }

    @Override
    public TubeStats stats() {
        return new TubeStats(
                CREATED,
                new PeerTransport.Stats(
                        1500,
                        0.25,
                        5000,
                        6000,
                        -1,
                        Optional.of(new PeerTransport.Pair("host", "relay", "192.0.2.1:5", "192.0.2.2:6", "udp")),
                        List.of(new PeerTransport.IceChange(0, "checking"))),
                100,
                200,
                3,
                4,
                1,
                2,
                4096,
                0,
                0,
                Optional.of(CREATED));
    }

    @Override
    public List<ConnectionInfo> connections() {
        return connections;
    }

    @Override
    public void closeConnection(int number, CloseReason reason) {
        if (!connections.removeIf(connection -> connection.number() == number)) {
            throw FakeGateway.problem(Problem.CONNECTION_NOT_FOUND);
        }
        connectionReason = reason;
    }

    @Override
    public boolean awaitReady(Duration timeout) {
        return gateway.becomesReady;
    }

    @Override
    public void close(CloseReason reason) {
        if (this.reason == null) {
            this.reason = reason;
            gateway.forget(this, reason);
        }
    }
}
