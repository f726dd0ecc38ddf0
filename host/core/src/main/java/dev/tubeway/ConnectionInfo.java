package dev.tubeway;

import java.time.Instant;

/// One connection of a tube, at one moment.
///
/// @param number          names the connection in its tube; 1 and up, never reused
/// @param channel         label of the channel that carries it
/// @param target          what it reaches, or who opened it: `db.internal:5432`, `127.0.0.1:50412`
/// @param state           where it stands
/// @param openedAt        when it was opened
/// @param bytesSent       payload bytes handed to the peer
/// @param bytesReceived   payload bytes taken from the peer
/// @param queuedBytes     payload bytes from the peer that the local socket has not taken yet
public record ConnectionInfo(
        int number,
        String channel,
        String target,
        State state,
        Instant openedAt,
        long bytesSent,
        long bytesReceived,
        long queuedBytes) {

    /// Where a connection stands.
    public enum State {
        OPENING,
        OPEN,
        /// One direction has ended.
        HALF_CLOSED,
        CLOSED
    }
}
