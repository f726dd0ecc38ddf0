package dev.tubeway.session;

import dev.tubeway.CloseReason;
import java.util.Map;

/// Counters of sessions since the gateway started.
///
/// Threading: immutable.
///
/// @param open     sessions that are not over
/// @param clients  clients of all sessions now
/// @param started  sessions begun
/// @param ended    sessions over, by reason
/// @param refused  clients that came to no session
/// @param bytesIn  received from clients
/// @param bytesOut sent to clients
public record SessionStats(
        int open,
        int clients,
        long started,
        Map<CloseReason.Kind, Long> ended,
        long refused,
        long bytesIn,
        long bytesOut) {

    public SessionStats {
        ended = Map.copyOf(ended);
    }
}
