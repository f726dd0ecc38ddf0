package dev.tubeway.server.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.IceServer;
import dev.tubeway.TubeRequest;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What requests carry.
final class Requests {
    private Requests() {}

    /// `?reason=`; without it `adminClosed`.
    ///
    /// Errors: [ProblemException].
    static CloseReason closeReason(ServerRequest request) {
        Optional<String> reason = request.query().first("reason").asOptional();
        if (reason.isEmpty()) {
            return CloseReason.of(CloseReason.Kind.ADMIN_CLOSED);
        }
        try {
            return CloseReason.parse(reason.get());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /// `POST /v1/tubes`.
    record CreateTube(
            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String conversationId,

            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            Map<String, Object> settings,

            @Nullable Boolean trickleIce,
            @Nullable List<Server> iceServers,
            @Nullable Boolean relayOnly,
            @Nullable String offer) {

        /// Errors: [ProblemException] that names the field, `TubewayException` of the settings.
        TubeRequest toRequest() {
            List<IceServer> servers = new ArrayList<>();
            List<Server> given = iceServers == null ? List.of() : iceServers;
            for (int i = 0; i < given.size(); i++) {
                servers.add(given.get(i).toServer("/iceServers/" + i));
            }
            return new TubeRequest(
                    conversationId,
                    Conversation.parse(settings),
                    Objects.requireNonNullElse(trickleIce, false),
                    servers,
                    Objects.requireNonNullElse(relayOnly, false),
                    Optional.ofNullable(offer));
        }
    }

    /// A STUN or TURN server, as RTCIceServer of W3C WebRTC spells it.
    record Server(
            @JsonProperty(required = true)
            @JsonSetter(nulls = Nulls.FAIL, contentNulls = Nulls.FAIL)
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<String> urls,

            @Nullable String username,
            @Nullable String credential) {

        IceServer toServer(String pointer) {
            try {
                return new IceServer(urls, Optional.ofNullable(username), Optional.ofNullable(credential));
            } catch (IllegalArgumentException e) {
                throw ProblemException.field(pointer, String.valueOf(e.getMessage()));
            }
        }
    }

    /// `PUT /v1/tubes/{id}/remote-description`.
    record RemoteDescription(
            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String type,

            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String sdp) {}

    /// `PUT /v1/modules/{name}/{version}/state`.
    record ModuleState(
            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String state) {

        /// Errors: [ProblemException] that names the field.
        boolean enabled() {
            return switch (state) {
                case "enabled" -> true;
                case "disabled" -> false;
                default -> throw ProblemException.field("/state", "state is enabled or disabled");
            };
        }
    }

    /// `POST /v1/tubes/{id}/candidates`.
    record Candidate(
            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String candidate) {}
}
