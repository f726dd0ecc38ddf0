package dev.tubeway.server.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tubeway.IceServer;
import dev.tubeway.server.access.Passes;
import dev.tubeway.server.entrance.Entrances;
import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is asked and told on the way into a session.
final class EntranceViews {
    private static final int MOST_NAME = 256;
    private static final long MOST_SECONDS = Duration.ofDays(366).toSeconds();

    private EntranceViews() {}

    // --- asked

    /// `POST /v1/sessions`.
    record OpenSession(
            @Nullable String protocol,
            @Nullable Object target,
            @Nullable Map<String, Object> parameters,
            @Nullable Limits limits,
            @Nullable Boolean readOnly) {

        /// Errors: [ProblemException] that names the field.
        Entrances.Order order() {
            Map<String, String> given = new LinkedHashMap<>(texts("/parameters", parameters));
            Optional<String> name = Optional.empty();
            switch (target) {
                case null -> {
                    // The parameters name it.
                }
                case String text -> name = Optional.of(text);
                case Map<?, ?> address -> given.putAll(address(address));
                default ->
                    throw ProblemException.field("/target", "a target is a name, or an object of hostname and port");
            }
            if (name.isEmpty() && (protocol == null || protocol.isBlank())) {
                throw ProblemException.field("/protocol", "a session has a protocol, or a target that is kept");
            }
            return new Entrances.Order(
                    Objects.requireNonNullElse(protocol, ""),
                    name,
                    given,
                    seconds("/limits/wallSeconds", limits == null ? null : limits.wallSeconds()),
                    seconds("/limits/idleSeconds", limits == null ? null : limits.idleSeconds()),
                    Objects.requireNonNullElse(readOnly, false));
        }

        private static Map<String, String> address(Map<?, ?> given) {
            Map<String, String> address = new LinkedHashMap<>();
            given.forEach((key, value) -> {
                if (key.equals("hostname") && value instanceof String host && !host.isBlank()) {
                    address.put("hostname", host);
                } else if (key.equals("port") && value instanceof Integer port && port > 0 && port <= 65_535) {
                    address.put("port", port.toString());
                } else {
                    throw ProblemException.field(
                            "/target/" + key, "a target has a hostname and a port from 1 to 65535, and nothing else");
                }
            });
            return address;
        }
    }

    record Limits(@Nullable Integer wallSeconds, @Nullable Integer idleSeconds) {}

    private static Duration seconds(String pointer, @Nullable Integer seconds) {
        if (seconds != null && (seconds < 1 || seconds > MOST_SECONDS)) {
            throw ProblemException.field(pointer, "a limit is 1 to " + MOST_SECONDS + " seconds");
        }
        return seconds == null ? Duration.ZERO : Duration.ofSeconds(seconds);
    }

    /// Values of parameters as texts.
    static Map<String, String> texts(String pointer, @Nullable Map<String, Object> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (values != null) {
            values.forEach((name, value) -> {
                switch (value) {
                    case null -> {
                        // As absent.
                    }
                    case String s -> texts.put(name, s);
                    case Number n -> texts.put(name, n.toString());
                    case Boolean b -> texts.put(name, b.toString());
                    default ->
                        throw ProblemException.field(
                                pointer + "/" + name, "a parameter is a text, a number, true or false");
                }
            });
        }
        return texts;
    }

    /// `POST /v1/sessions/{sessionId}/seat`.
    record TakeSeat(
            @Nullable String name,
            @Nullable Boolean readOnly,
            @Nullable Boolean owner) {
        String personName() {
            return EntranceViews.name("/name", name);
        }
    }

    static String name(String pointer, @Nullable String name) {
        String text = name == null ? "" : name.strip();
        if (text.length() > MOST_NAME) {
            throw ProblemException.field(pointer, "a name has at most " + MOST_NAME + " letters");
        }
        return text;
    }

    /// `POST /v1/sessions/{sessionId}/tubes`.
    record OpenTube(
            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String offer,

            @Nullable Boolean relayOnly,
            @Nullable Client client) {

        Entrances.TubeWish wish() {
            return new Entrances.TubeWish(offer, Objects.requireNonNullElse(relayOnly, false));
        }

        Client who() {
            return client == null ? new Client(null, null, null, null, null, null) : client;
        }
    }

    /// What a browser tells of itself.
    record Client(
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Integer dpi,
            @Nullable List<String> image,
            @Nullable String timezone,
            @Nullable String name) {

        /// Errors: [ProblemException] that names the field.
        Visitor.Screen screen() {
            Visitor.Screen usual = Visitor.Screen.defaults();
            try {
                return new Visitor.Screen(
                        Objects.requireNonNullElse(width, usual.width()),
                        Objects.requireNonNullElse(height, usual.height()),
                        Objects.requireNonNullElse(dpi, usual.dpi()),
                        image == null || image.isEmpty() ? usual.imageTypes() : image,
                        EntranceViews.name("/client/timezone", timezone));
            } catch (IllegalArgumentException e) {
                throw ProblemException.field("/client", String.valueOf(e.getMessage()));
            }
        }

        String personName() {
            return EntranceViews.name("/client/name", name);
        }
    }

    /// `POST /v1/sessions/{sessionId}/shares`.
    record MakeShare(
            @Nullable Boolean readOnly,
            @Nullable Integer expiresSeconds,
            @Nullable String name) {
        private static final int USUAL_SECONDS = 3600;

        Duration validFor() {
            return seconds("/expiresSeconds", Objects.requireNonNullElse(expiresSeconds, USUAL_SECONDS));
        }

        boolean onlyLooks() {
            return Objects.requireNonNullElse(readOnly, true);
        }
    }

    // --- told

    /// @param path of the page that uses the ticket; the ticket is in its fragment, which no server sees
    record Opened(String sessionId, String state, String ticket, String ticketExpires, String path) {
        static Opened of(String session, Passes.Ticket ticket) {
            return new Opened(
                    session,
                    "waiting",
                    ticket.secret(),
                    ticket.expires().toString(),
                    EntranceViews.path(session, ticket));
        }
    }

    static String path(String session, Passes.Ticket ticket) {
        return "/console/#/open/" + session.replace("$", "") + "?ticket=" + ticket.secret();
    }

    record Seated(
            @Nullable String seat,
            @Nullable String seatExpires,
            SeatSession session,
            String name,
            SeatRights rights,
            List<Ice> iceServers) {
        /// @param secret of the seat; null where it was told before
        static Seated of(Passes.Seat seat, @Nullable String secret, SessionInfo session, List<IceServer> servers) {
            return new Seated(
                    secret,
                    seat.expires().map(Instant::toString).orElse(null),
                    SeatSession.of(session, seat.rights().owner()),
                    seat.name(),
                    new SeatRights(seat.rights().readOnly(), seat.rights().owner()),
                    servers.stream().map(Ice::of).toList());
        }
    }

    record SeatRights(boolean readOnly, boolean owner) {}

    /// What somebody who is in a session sees of it.
    ///
    /// @param target told to the owner alone
    record SeatSession(
            String sessionId,
            String protocol,
            @Nullable String target,
            String state,
            String startedAt,
            int width,
            int height) {
        static SeatSession of(SessionInfo session, boolean owner) {
            return new SeatSession(
                    session.id(),
                    session.protocol(),
                    owner ? session.target() : null,
                    session.state().name().toLowerCase(Locale.ROOT),
                    session.started().toString(),
                    session.width(),
                    session.height());
        }
    }

    /// As RTCIceServer of W3C WebRTC spells it.
    record Ice(
            List<String> urls,
            @Nullable String username,
            @Nullable String credential) {
        static Ice of(IceServer server) {
            return new Ice(
                    server.urls(),
                    server.username().orElse(null),
                    server.credential().orElse(null));
        }
    }

    record TubeAnswer(String tubeId, String answer) {}

    record Shares(List<Share> shares) {}

    /// @param ticket told once, when the share is made
    record Share(
            String shareId,
            String sessionId,
            String name,
            boolean readOnly,
            String expires,
            @Nullable String ticket,
            @Nullable String path) {
        static Share of(Passes.Share share) {
            return new Share(
                    share.id(),
                    share.session(),
                    share.name(),
                    share.readOnly(),
                    share.expires().toString(),
                    null,
                    null);
        }

        static Share of(Passes.Shared made) {
            Share share = of(made.share());
            return new Share(
                    share.shareId(),
                    share.sessionId(),
                    share.name(),
                    share.readOnly(),
                    share.expires(),
                    made.ticket().secret(),
                    EntranceViews.path(made.share().session(), made.ticket()));
        }
    }
}
