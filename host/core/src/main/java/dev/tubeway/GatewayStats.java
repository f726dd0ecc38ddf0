package dev.tubeway;

import java.util.Map;

/// Counters of a gateway since its start, and gauges of now.
///
/// @param tubesByStatus      tubes now
/// @param tubesCreated       tubes made
/// @param createsRefused     creates refused for want of room
/// @param tubesClosed        tubes ended, by kind of reason
/// @param connectionsOpen    connections now
/// @param connectionsOpened  connections made
/// @param connectionsClosed  connections ended, by kind of reason
/// @param bytesSent          payload bytes handed to peers
/// @param bytesReceived      payload bytes taken from peers
/// @param framesSent         frames handed to peers
/// @param framesReceived     frames taken from peers
/// @param iceRestarts        ICE restarts
/// @param renewals           peers that have taken the place of a worn one
/// @param buffersInUseBytes  off-heap bytes in use
/// @param buffersPooledBytes off-heap bytes kept for reuse
public record GatewayStats(
        Map<TubeStatus, Integer> tubesByStatus,
        long tubesCreated,
        long createsRefused,
        Map<CloseReason.Kind, Long> tubesClosed,
        int connectionsOpen,
        long connectionsOpened,
        Map<CloseReason.Kind, Long> connectionsClosed,
        long bytesSent,
        long bytesReceived,
        long framesSent,
        long framesReceived,
        long iceRestarts,
        long renewals,
        long buffersInUseBytes,
        long buffersPooledBytes) {
    public GatewayStats {
        tubesByStatus = Map.copyOf(tubesByStatus);
        tubesClosed = Map.copyOf(tubesClosed);
        connectionsClosed = Map.copyOf(connectionsClosed);
    }
}
