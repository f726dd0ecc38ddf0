package dev.tubeway;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a new tube is to be.
///
/// @param conversationId label of the first channel, 1 to 255 bytes of UTF-8
/// @param settings       what the channels are for, see [Conversation#parse(Map)]
/// @param trickleIce     candidates come one by one as events; otherwise the description carries them all
/// @param iceServers     STUN and TURN servers; with none, those of the gateway's configuration
/// @param relayOnly      use relayed candidates only
/// @param offer          the peer's offer, base64 of SDP; without one this side makes the offer
public record TubeRequest(
        String conversationId,
        Conversation settings,
        boolean trickleIce,
        List<IceServer> iceServers,
        boolean relayOnly,
        Optional<String> offer) {

    public TubeRequest {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(offer, "offer");
        iceServers = List.copyOf(iceServers);
        int bytes = conversationId.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > 255) {
            throw new TubewayException(
                    TubewayException.Problem.INVALID_SETTINGS,
                    "a conversation id is 1 to 255 bytes of UTF-8: bytes=" + bytes);
        }
    }

    /// A tube that makes the offer, without trickle.
    public static TubeRequest offer(String conversationId, Conversation settings) {
        return new TubeRequest(conversationId, settings, false, List.of(), false, Optional.empty());
    }

    /// A tube that answers an offer, without trickle.
    public static TubeRequest answer(String conversationId, Conversation settings, String offer) {
        return new TubeRequest(conversationId, settings, false, List.of(), false, Optional.of(offer));
    }

    public TubeRequest withTrickleIce(boolean value) {
        return new TubeRequest(conversationId, settings, value, iceServers, relayOnly, offer);
    }

    public TubeRequest withIceServers(List<IceServer> value) {
        return new TubeRequest(conversationId, settings, trickleIce, value, relayOnly, offer);
    }

    public TubeRequest withRelayOnly(boolean value) {
        return new TubeRequest(conversationId, settings, trickleIce, iceServers, value, offer);
    }
}
