package dev.tubeway;

import dev.tubeway.spi.PeerTransport;
import java.time.Instant;
import java.util.Optional;

/// What is known of a tube's path and traffic, at one moment.
///
/// @param at              when it was taken
/// @param path            round trip, loss, bytes on the wire and the selected pair, as the transport knows
///                        them
/// @param bytesSent       payload bytes of all connections handed to the peer
/// @param bytesReceived   payload bytes of all connections taken from the peer
/// @param framesSent      frames, control included
/// @param framesReceived  frames, control included
/// @param openConnections connections now
/// @param totalConnections connections since the tube was made
/// @param bufferedBytes   off-heap bytes that the tube holds now
/// @param iceRestarts     restarts since the tube was made
/// @param renewals        peers that have taken the place of a worn one
/// @param readyAt         when the first channel opened
public record TubeStats(
        Instant at,
        PeerTransport.Stats path,
        long bytesSent,
        long bytesReceived,
        long framesSent,
        long framesReceived,
        int openConnections,
        long totalConnections,
        long bufferedBytes,
        int iceRestarts,
        int renewals,
        Optional<Instant> readyAt) {}
