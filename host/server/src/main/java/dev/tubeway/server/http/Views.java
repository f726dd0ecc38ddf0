package dev.tubeway.server.http;

import dev.tubeway.Capacity;
import dev.tubeway.CloseReason;
import dev.tubeway.ConnectionInfo;
import dev.tubeway.Conversation;
import dev.tubeway.Tube;
import dev.tubeway.TubeStats;
import dev.tubeway.server.settings.Units;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportProvider;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bodies of answers. A field that is not known is left out.
final class Views {
    private Views() {}

    /// Answer to a create.
    record Created(
            String tubeId,
            @Nullable String offer,
            @Nullable String answer,
            @Nullable String localListenAddr) {
        static Created of(Tube tube) {
            return new Created(
                    tube.id(), tube.offer().orElse(null), tube.answer().orElse(null), listenAddress(tube));
        }
    }

    record Tubes(List<TubeView> tubes) {}

    record TubeView(
            String tubeId,
            String conversationId,
            String status,
            String createdAt,
            Map<String, Object> settings,
            @Nullable String localListenAddr,
            @Nullable String offer,
            @Nullable String answer,
            @Nullable Reason closeReason) {

        /// @param descriptions whether the offer and the answer are shown
        static TubeView of(Tube tube, boolean descriptions) {
            return new TubeView(
                    tube.id(),
                    tube.conversationId(),
                    tube.status().label(),
                    tube.createdAt().toString(),
                    settingsOf(tube.settings()),
                    listenAddress(tube),
                    descriptions ? tube.offer().orElse(null) : null,
                    descriptions ? tube.answer().orElse(null) : null,
                    tube.closeReason().map(Reason::of).orElse(null));
        }
    }

    record Answer(String answer) {}

    record Offer(String offer) {}

    /// @param code the code on the wire
    /// @param name `adminClosed`
    record Reason(int code, String name, String detail) {
        static Reason of(CloseReason reason) {
            return new Reason(reason.kind().code(), reason.kind().label(), reason.detail());
        }
    }

    record Connections(List<ConnectionView> connections) {}

    record ConnectionView(
            int number,
            String channel,
            String target,
            String state,
            String openedAt,
            long bytesSent,
            long bytesReceived,
            long queuedBytes) {
        static ConnectionView of(ConnectionInfo connection) {
            return new ConnectionView(
                    connection.number(),
                    connection.channel(),
                    connection.target(),
                    camelCase(connection.state().name()),
                    connection.openedAt().toString(),
                    connection.bytesSent(),
                    connection.bytesReceived(),
                    connection.queuedBytes());
        }
    }

    record Stats(
            String at,
            @Nullable String readyAt,
            long bytesSent,
            long bytesReceived,
            long framesSent,
            long framesReceived,
            int openConnections,
            long totalConnections,
            long bufferedBytes,
            int iceRestarts,
            int renewals,
            Path path) {
        static Stats of(TubeStats stats) {
            return new Stats(
                    stats.at().toString(),
                    stats.readyAt().map(Instant::toString).orElse(null),
                    stats.bytesSent(),
                    stats.bytesReceived(),
                    stats.framesSent(),
                    stats.framesReceived(),
                    stats.openConnections(),
                    stats.totalConnections(),
                    stats.bufferedBytes(),
                    stats.iceRestarts(),
                    stats.renewals(),
                    Path.of(stats.path()));
        }
    }

    record Path(
            @Nullable Double rttMillis,
            @Nullable Double packetLossRate,
            long bytesSent,
            long bytesReceived,
            @Nullable Long availableBitsPerSecond,
            PeerTransport.@Nullable Pair selected,
            List<IceChange> iceHistory) {
        static Path of(PeerTransport.Stats path) {
            return new Path(
                    path.rttMicros() < 0 ? null : path.rttMicros() / 1000.0,
                    path.packetLossRate() < 0 ? null : path.packetLossRate(),
                    path.bytesSent(),
                    path.bytesReceived(),
                    path.availableBitsPerSecond() < 0 ? null : path.availableBitsPerSecond(),
                    path.selected().orElse(null),
                    path.iceHistory().stream()
                            .map(change -> new IceChange(
                                    Instant.ofEpochMilli(change.atMillis()).toString(), change.state()))
                            .toList());
        }
    }

    record IceChange(String at, String state) {}

    record CapacityView(
            boolean canAcceptMore,
            int activeCreates,
            int maxConcurrentCreates,
            int queueDepth,
            int tubes,
            int maxTubes,
            double averageCreateMillis,
            long suggestedDelayMillis,
            int loadPercentage) {
        static CapacityView of(Capacity capacity) {
            return new CapacityView(
                    capacity.canAcceptMore(),
                    capacity.activeCreates(),
                    capacity.maxConcurrentCreates(),
                    capacity.queueDepth(),
                    capacity.tubes(),
                    capacity.maxTubes(),
                    capacity.averageCreate().toNanos() / 1e6,
                    capacity.suggestedDelay().toMillis(),
                    capacity.loadPercentage());
        }
    }

    record Connectivity(boolean ok, List<FindingView> findings) {
        static Connectivity of(List<TransportProvider.Finding> findings) {
            boolean ok = findings.stream().noneMatch(f -> f.verdict() == TransportProvider.Verdict.FAILED);
            return new Connectivity(
                    ok,
                    findings.stream()
                            .map(f -> new FindingView(
                                    f.subject(), f.verdict().name().toLowerCase(Locale.ROOT), f.detail(), f.cure()))
                            .toList());
        }
    }

    record FindingView(String subject, String verdict, String detail, String cure) {}

    record Health(String status) {}

    private static @Nullable String listenAddress(Tube tube) {
        return tube.localListenAddress().map(Units::format).orElse(null);
    }

    /// The settings in our spelling, as they would be sent.
    private static Map<String, Object> settingsOf(Conversation conversation) {
        Map<String, Object> view = new LinkedHashMap<>();
        switch (conversation) {
            case Conversation.TunnelListener listener -> {
                view.put("conversationType", "tunnel");
                view.put("localListenAddr", Units.format(listener.listen()));
                view.put("anyClient", listener.anyClient());
            }
            case Conversation.TunnelDialler dialler -> {
                view.put("conversationType", "tunnel");
                view.put("targetHost", dialler.host());
                view.put("targetPort", dialler.port());
            }
            case Conversation.SocksListener listener -> {
                view.put("conversationType", "socks5");
                view.put("localListenAddr", Units.format(listener.listen()));
                view.put("anyClient", listener.anyClient());
            }
            case Conversation.SocksDialler dialler -> {
                view.put("conversationType", "socks5");
                view.put("allowedHosts", dialler.allowedHosts());
                view.put("allowedPorts", dialler.allowedPorts());
            }
            case Conversation.SessionDialler dialler -> {
                // The parameters stay here: some are secret, and which ones only their module knows.
                view.put("conversationType", "guacd");
                view.put("guacdParams", Map.of("protocol", dialler.protocol()));
            }
            case Conversation.GuacdDialler dialler -> {
                view.put("conversationType", "guacd");
                view.put("guacd", Map.of("guacdHost", dialler.host(), "guacdPort", dialler.port()));
                view.put("guacdParams", Map.of("protocol", dialler.protocol()));
            }
            case Conversation.VisitDialler dialler -> {
                view.put("conversationType", "guacd");
                view.put("session", dialler.session());
            }
        }
        return view;
    }

    private static String camelCase(String constant) {
        StringBuilder text = new StringBuilder();
        for (String word : constant.split("_", -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            text.append(text.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
        }
        return text.toString();
    }
}
