package dev.tubeway.webrtc;

import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.RTCStatsType;
import dev.tubeway.spi.PeerTransport.IceChange;
import dev.tubeway.spi.PeerTransport.Pair;
import dev.tubeway.spi.PeerTransport.Stats;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the facts of a path out of a native statistics report.
///
/// Source: W3C WebRTC Statistics (RTCTransportStats, RTCIceCandidatePairStats, RTCIceCandidateStats).
final class StatsReader {
    private StatsReader() {}

    static Stats read(RTCStatsReport report, List<IceChange> history) {
        Map<String, RTCStats> all = report.getStats();
        RTCStats pair = selectedPair(all);
        if (pair == null) {
            return new Stats(-1, -1, 0, 0, -1, Optional.empty(), history);
        }
        double rttSeconds = number(pair, "currentRoundTripTime", -1);
        double bitsPerSecond = number(pair, "availableOutgoingBitrate", -1);
        return new Stats(
                rttSeconds < 0 ? -1 : Math.round(rttSeconds * 1e6),
                lossRate(pair),
                (long) number(pair, "bytesSent", 0),
                (long) number(pair, "bytesReceived", 0),
                bitsPerSecond < 0 ? -1 : (long) bitsPerSecond,
                pair(all, pair),
                history);
    }

    private static @Nullable RTCStats selectedPair(Map<String, RTCStats> all) {
        for (RTCStats stats : all.values()) {
            if (stats.getType() == RTCStatsType.TRANSPORT) {
                RTCStats pair = all.get(text(stats, "selectedCandidatePairId"));
                if (pair != null) {
                    return pair;
                }
            }
        }
        return null;
    }

    /// Connectivity checks that got no answer, of those that were sent. The last one may still be under way.
    private static double lossRate(RTCStats pair) {
        double requests = number(pair, "requestsSent", 0);
        double responses = number(pair, "responsesReceived", 0);
        if (requests < 1) {
            return -1;
        }
        double missing = Math.max(0, requests - responses);
        return missing <= 1 ? 0 : Math.min(1, missing / requests);
    }

    private static Optional<Pair> pair(Map<String, RTCStats> all, RTCStats pair) {
        RTCStats local = all.get(text(pair, "localCandidateId"));
        RTCStats remote = all.get(text(pair, "remoteCandidateId"));
        if (local == null || remote == null) {
            return Optional.empty();
        }
        return Optional.of(new Pair(
                text(local, "candidateType"),
                text(remote, "candidateType"),
                address(local),
                address(remote),
                text(local, "protocol")));
    }

    private static String address(RTCStats candidate) {
        String host = text(candidate, "address");
        if (host.isEmpty()) {
            host = text(candidate, "ip");
        }
        String port = Long.toString((long) number(candidate, "port", 0));
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static String text(RTCStats stats, String attribute) {
        return stats.getAttributes().get(attribute) instanceof String value ? value : "";
    }

    private static double number(RTCStats stats, String attribute, double otherwise) {
        return stats.getAttributes().get(attribute) instanceof Number value ? value.doubleValue() : otherwise;
    }
}
