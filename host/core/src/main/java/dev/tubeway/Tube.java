package dev.tubeway;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One peer connection and all it holds: channels, connections, sockets, buffers.
///
/// Threading: every method may be called from any thread; those that negotiate may block for native work.
/// Ownership: the gateway's registry holds the tube until it is closed; closing frees everything.
public interface Tube {

    /// Names the tube in its gateway: 26 characters, sortable by time of creation.
    String id();

    String conversationId();

    Instant createdAt();

    TubeStatus status();

    /// What the channels are for.
    Conversation settings();

    /// The local offer, base64 of SDP, where this side made the first one.
    Optional<String> offer();

    /// The local answer, base64 of SDP, where the peer made the first offer.
    Optional<String> answer();

    /// Where clients connect to, with a listening conversation; the port is the real one.
    Optional<InetSocketAddress> localListenAddress();

    /// Why the tube ended; empty before it does.
    Optional<CloseReason> closeReason();

    /// Takes the peer's answer, base64 of SDP.
    ///
    /// Errors: INVALID_DESCRIPTION, UNEXPECTED_DESCRIPTION, TUBE_CLOSED.
    void acceptAnswer(String answer);

    /// Takes the peer's new offer, as in an ICE restart, and returns the answer; both base64 of SDP.
    ///
    /// Errors: INVALID_DESCRIPTION, UNEXPECTED_DESCRIPTION, TUBE_CLOSED.
    String acceptOffer(String offer);

    /// Takes a candidate of the peer, `candidate:…`; an empty one ends them.
    ///
    /// Errors: INVALID_CANDIDATE, TUBE_CLOSED.
    void addCandidate(String candidate);

    /// Makes an offer with new ICE credentials, base64 of SDP, for the peer to answer.
    ///
    /// Errors: TRICKLE_REQUIRED, TUBE_CLOSED.
    String restartIce();

    /// What is known now. Blocking, at most about a second.
    TubeStats stats();

    /// Connections that are open now, by number.
    List<ConnectionInfo> connections();

    /// Closes one connection; its peer is told the reason.
    ///
    /// Errors: CONNECTION_NOT_FOUND.
    void closeConnection(int number, CloseReason reason);

    /// Waits until the tube is READY, or has ended, or the time is up; returns whether it is READY.
    boolean awaitReady(Duration timeout) throws InterruptedException;

    /// Says goodbye to the peer and frees everything, in reverse order of creation. Idempotent: the
    /// first reason stands.
    void close(CloseReason reason);
}
