package dev.tubeway.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One peer: the state machine of a peer connection, seen from the tube that owns it.
///
/// Session descriptions are plain SDP text here; base64 is the tube's affair.
///
/// Threading: methods may be called from any thread and may block for native work; the provider serializes them.
/// Ownership: the tube closes it once; after [#close()] returns no listener is called any more.
/// Source: W3C WebRTC 1.0 (section 4.4), RFC 8829 (JSEP).
public interface PeerTransport {

    /// Makes the offer. The caller opened the first channel before, by [#openChannel(String)], so that the offer has
    /// a data section. Without trickle the offer carries every candidate.
    ///
    /// Errors: WRONG_STATE after a description was set; TIMEOUT, CLOSED.
    String createOffer() throws TransportException;

    /// Takes the peer's offer, the first or a restart's, and makes the answer.
    ///
    /// Errors: BAD_DESCRIPTION, WRONG_STATE, TIMEOUT, CLOSED.
    String acceptOffer(String sdp) throws TransportException;

    /// Takes the peer's answer to the last offer.
    ///
    /// Errors: BAD_DESCRIPTION, WRONG_STATE where no offer waits for one, CLOSED.
    void acceptAnswer(String sdp) throws TransportException;

    /// Takes a remote candidate (`candidate:…`); an empty one ends them. Candidates that come before the remote
    /// description are kept, up to 256.
    ///
    /// Errors: BAD_CANDIDATE, CLOSED.
    void addCandidate(String candidate) throws TransportException;

    /// Makes an offer with new ICE credentials.
    ///
    /// Errors: WRONG_STATE before the first negotiation has ended; CLOSED.
    String restartIce() throws TransportException;

    /// Opens a channel, the first one before [#createOffer()] or a further one at any time; it can be attached to at
    /// once and tells when it is open.
    ///
    /// Errors: CLOSED.
    TransportChannel openChannel(String label) throws TransportException;

    /// What is known of the path now. Blocking, at most a second; the last known values where it takes longer.
    Stats stats();

    /// Frees the peer and its channels; idempotent, returns when the native side has let go.
    void close();

    /// Where the peer stands. Source: RTCPeerConnectionState.
    enum State {
        NEW,
        CONNECTING,
        CONNECTED,
        /// No answer for a few seconds; may recover by itself.
        DISCONNECTED,
        FAILED,
        CLOSED
    }

    /// Told what happens to the peer, on a thread that other peers may share: an implementation returns at once and
    /// throws nothing.
    interface Listener {
        void onState(State state);

        /// A local candidate, `candidate:…`, with trickle only; empty at the end of gathering.
        void onCandidate(String candidate);

        /// The peer opened a channel; messages wait until a listener is attached to it.
        void onChannel(TransportChannel channel);

        /// What the peer has cost is given back only with its end, and has become much: a peer in its place is due.
        /// Told once; nothing ends if none comes, as long as there is room.
        default void onWorn() {}
    }

    /// What is known of a peer's path.
    ///
    /// @param rttMicros          last round trip of the selected pair, microseconds; -1 unknown
    /// @param packetLossRate     share of connectivity checks or packets lost, 0 to 1; -1 unknown
    /// @param bytesSent          bytes on the wire of the selected pair, sent
    /// @param bytesReceived      bytes on the wire of the selected pair, received
    /// @param availableBitsPerSecond estimate of the outgoing rate, bits per second; -1 unknown
    /// @param selected           the pair in use
    /// @param iceHistory         states of ICE, oldest first, at most 32
    record Stats(
            long rttMicros,
            double packetLossRate,
            long bytesSent,
            long bytesReceived,
            long availableBitsPerSecond,
            Optional<Pair> selected,
            List<IceChange> iceHistory) {
        public Stats {
            Objects.requireNonNull(selected, "selected");
            iceHistory = List.copyOf(iceHistory);
        }

        /// Nothing known yet.
        public static Stats none() {
            return new Stats(-1, -1, 0, 0, -1, Optional.empty(), List.of());
        }
    }

    /// The selected candidate pair.
    ///
    /// @param localType  `host`, `srflx`, `prflx` or `relay`
    /// @param remoteType the same of the other side
    /// @param local      address and port, `192.0.2.1:5000`
    /// @param remote     address and port
    /// @param protocol   `udp` or `tcp`
    record Pair(String localType, String remoteType, String local, String remote, String protocol) {}

    /// @param atMillis Unix time, milliseconds
    /// @param state    the new state, as RTCIceConnectionState spells it: `checking`, `connected`, …
    record IceChange(long atMillis, String state) {}
}
