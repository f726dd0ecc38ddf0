package dev.tubeway;

import java.util.Optional;

/// Told what happens in a gateway.
///
/// Threading: called from one thread, in the order of the events of each tube; a slow listener delays
/// later events and nothing else. What it throws is logged and ignored.
@FunctionalInterface
public interface GatewayListener {

    void on(Event event);

    /// Something that happened to a tube. New kinds may come: an embedder's `switch` needs a `default`.
    sealed interface Event {
        String tubeId();

        /// A tube came into being; its id is known to [Gateway#tube(String)] from now on.
        record Created(String tubeId, String conversationId) implements Event {}

        /// @param reason why, with FAILED, CLOSING and CLOSED
        record StatusChanged(String tubeId, TubeStatus status, Optional<CloseReason> reason) implements Event {}

        /// A local ICE candidate for the peer; empty at the end of gathering.
        record Candidate(String tubeId, String candidate) implements Event {}

        /// A new offer for the peer, base64: the tube restarts ICE.
        record IceRestartOffer(String tubeId, String offer) implements Event {}

        /// An answer for the peer, base64.
        record Answer(String tubeId, String answer) implements Event {}

        record ChannelOpened(String tubeId, String channel) implements Event {}

        record ChannelClosed(String tubeId, String channel, CloseReason reason) implements Event {}

        record ConnectionOpened(String tubeId, ConnectionInfo connection) implements Event {}

        record ConnectionClosed(String tubeId, ConnectionInfo connection, CloseReason reason) implements Event {}
    }
}
