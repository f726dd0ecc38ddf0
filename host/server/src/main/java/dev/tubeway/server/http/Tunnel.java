package dev.tubeway.server.http;

import dev.tubeway.server.access.BearerToken;
import dev.tubeway.server.access.Passes;
import dev.tubeway.server.audit.AccessEvent;
import dev.tubeway.server.entrance.Entrances;
import dev.tubeway.session.Sessions;
import dev.tubeway.session.Visitor;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /v1/sessions/{sessionId}/tunnel`: a session over a WebSocket, as the published client's tunnel speaks it.
///
/// A browser cannot set headers for a WebSocket, so the secret that lets it in comes as a subprotocol beside
/// `guacamole`: `seat.SEAT`, `ticket.TICKET` or `bearer.TOKEN`. The first message tells the tunnel's own id; a ping,
/// which is an instruction with an empty opcode, is answered as it came.
///
/// One of these serves one client; its threads are virtual: the connection's own, the session's reader and writer, and
/// one that waits for the connection's end.
///
/// Source: guacamole-common-js, `Guacamole.WebSocketTunnel`.
final class Tunnel implements WsListener {
    static final String PATH = "/v1/sessions/{sessionId}/tunnel";

    /// Largest frame that is taken; one instruction of a client is far smaller.
    static final int MAX_FRAME_BYTES = 64 << 10;

    private static final System.Logger LOG = System.getLogger(Tunnel.class.getName());
    private static final Pattern TUNNEL_PATH = Pattern.compile("/v1/sessions/([^/]+)/tunnel");
    private static final String PING = "0.,4.ping,";
    private static final HeaderName PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");
    private static final String GUACAMOLE = "guacamole";

    private final Means means;
    private String session = "";
    private @Nullable Visitor visitor;
    private @Nullable TunnelDuplex duplex;

    /// What all tunnels need.
    ///
    /// @param origins   of pages elsewhere that may come in
    /// @param otherPort whether the gateway's own page is at another port of this machine
    record Means(
            Sessions sessions,
            Entrances entrances,
            BearerToken token,
            Set<String> origins,
            boolean https,
            boolean otherPort,
            AccessEvent.Listener audit) {

        /// These, for a listener that serves no page.
        Means besideThePage() {
            return new Means(sessions, entrances, token, origins, https, true, audit);
        }
    }

    private Tunnel(Means means) {
        this.means = means;
    }

    static WsRouting.Builder routing(Means means) {
        return WsRouting.builder().endpoint(PATH, () -> new Tunnel(means));
    }

    /// Answers a request that wants no WebSocket.
    static void withoutUpgrade(ServerRequest request, ServerResponse response) {
        throw new ProblemException(ProblemType.BAD_REQUEST, "here a WebSocket opens, of the subprotocol guacamole");
    }

    // --- before it opens

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) {
        checkOrigin(headers);
        Matcher path = TUNNEL_PATH.matcher(prologue.uriPath().path());
        if (!path.matches()) {
            throw refused(Status.NOT_FOUND_404, "no such path");
        }
        session = path.group(1);
        List<String> offered = new ArrayList<>();
        headers.values(PROTOCOL).forEach(line -> {
            for (String name : line.split(",", -1)) {
                offered.add(name.strip());
            }
        });
        if (!offered.contains(GUACAMOLE)) {
            throw refused(Status.BAD_REQUEST_400, "the subprotocol is guacamole");
        }
        visitor = offered.stream()
                .map(protocol -> visitor(protocol, prologue.query()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> {
                    means.audit()
                            .on(new AccessEvent(
                                    AccessEvent.What.SIGN_IN_REFUSED,
                                    Sessions.id(session),
                                    "",
                                    NamedUpgrade.from(),
                                    "",
                                    "WebSocket"));
                    return refused(Status.UNAUTHORIZED_401, "send a seat or a ticket of this session as a subprotocol");
                });
        if (means.sessions().find(session).isEmpty()) {
            throw refused(Status.NOT_FOUND_404, "no such session, or it is over");
        }
        WritableHeaders<?> answer = WritableHeaders.create();
        answer.set(PROTOCOL, GUACAMOLE);
        return Optional.of(answer);
    }

    /// A page of another origin may not come in with what its visitor's browser holds.
    private void checkOrigin(Headers headers) {
        Optional<String> origin = headers.first(HeaderNames.ORIGIN);
        if (origin.isEmpty() || means.origins().contains(origin.get())) {
            return;
        }
        String host = headers.first(HeaderNames.HOST).orElse("");
        String own = (means.https() ? "https://" : "http://") + host;
        if (!origin.get().equalsIgnoreCase(own) && !(means.otherPort() && isOwnMachine(origin.get(), host))) {
            throw refused(
                    Status.FORBIDDEN_403, "pages of this origin may not come in: http.origins names those that may");
        }
    }

    /// The console is served by another port of the same name where the listener of its own is used.
    private static boolean isOwnMachine(String origin, String host) {
        try {
            URI page = URI.create(origin);
            URI here = URI.create("http://" + host);
            return page.getHost() != null
                    && page.getHost().equalsIgnoreCase(here.getHost())
                    && Set.of("localhost", "127.0.0.1", "[::1]").contains(page.getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Optional<Visitor> visitor(String protocol, UriQuery query) {
        int dot = protocol.indexOf('.');
        String secret = protocol.substring(dot + 1);
        return switch (dot < 0 ? "" : protocol.substring(0, dot)) {
            case "seat" -> means.entrances().seat(session, secret).map(seat -> visitor(seat, query));
            case "ticket" ->
                means.entrances()
                                        .enter(
                                                session,
                                                secret,
                                                text(query, "name"),
                                                new Entrances.By("ticket", NamedUpgrade.from()))
                                instanceof Passes.Entry.Seated(Passes.Seat seat, String _)
                        ? Optional.of(visitor(seat, query))
                        : Optional.empty();
            case "bearer" ->
                means.token().accepts(Optional.of("Bearer " + secret))
                        ? Optional.of(new Visitor(
                                "token-" + UUID.randomUUID(),
                                text(query, "name"),
                                NamedUpgrade.from(),
                                true,
                                false,
                                screen(query)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Visitor visitor(Passes.Seat seat, UriQuery query) {
        return Entrances.visitor(seat, text(query, "name"), screen(query));
    }

    private static Visitor.Screen screen(UriQuery query) {
        try {
            return new EntranceViews.Client(
                            number(query, "width"),
                            number(query, "height"),
                            number(query, "dpi"),
                            query.contains("image")
                                    ? query.all("image").stream()
                                            .flatMap(types -> List.of(types.split(",", -1)).stream())
                                            .filter(type -> !type.isBlank())
                                            .toList()
                                    : null,
                            text(query, "timezone"),
                            null)
                    .screen();
        } catch (ProblemException e) {
            throw refused(Status.BAD_REQUEST_400, String.valueOf(e.getMessage()));
        }
    }

    private static String text(UriQuery query, String name) {
        String text = query.first(name).orElse("");
        return text.length() > 256 ? text.substring(0, 256) : text;
    }

    private static @Nullable Integer number(UriQuery query, String name) {
        String text = query.first(name).orElse("");
        return text.matches("[1-9][0-9]{0,4}") ? Integer.valueOf(text) : null;
    }

    private static RequestException refused(Status status, String message) {
        return RequestException.builder()
                .type(DirectHandler.EventType.OTHER)
                .status(status)
                .message(message)
                .build();
    }

    // --- while it is open

    @Override
    public void onOpen(WsSession socket) {
        Visitor coming = Objects.requireNonNull(visitor, "upgraded without a visitor");
        Thread connection = Thread.currentThread();
        TunnelDuplex client = new TunnelDuplex(socket, connection);
        duplex = client;
        try {
            String id = UUID.randomUUID().toString();
            client.send("0.," + id.length() + "." + id + ";");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client went before its tunnel opened: {0}", e.getMessage());
            return;
        }
        var _ = Thread.ofVirtual()
                .name("tunnel-client")
                .start(() -> means.sessions().serve(client, session, coming));
        // Neither a reset nor a frame that is too large is told in any other way.
        var _ = Thread.ofVirtual().name("tunnel-watch").start(() -> {
            try {
                connection.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            client.ended();
        });
    }

    @Override
    public void onMessage(WsSession socket, String text, boolean last) {
        TunnelDuplex client = duplex;
        if (client == null) {
            return;
        }
        try {
            if (text.startsWith(PING)) {
                client.answer(text);
            } else if (!client.offer(text.getBytes(StandardCharsets.UTF_8))) {
                client.finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onMessage(WsSession socket, BufferData buffer, boolean last) {
        TunnelDuplex client = duplex;
        if (client != null) {
            client.close(WsCloseCodes.CANNOT_ACCEPT, "768");
            client.ended();
        }
    }

    /// Pings of the protocol itself, by which some clients look whether the path lives. The library answers none.
    @Override
    public void onPing(WsSession socket, BufferData payload) {
        TunnelDuplex client = duplex;
        if (client != null) {
            client.pong(payload.readBytes());
        }
    }

    @Override
    public void onClose(WsSession socket, int status, String reason) {
        TunnelDuplex client = duplex;
        if (client != null) {
            client.left();
        }
    }

    @Override
    public void onError(WsSession socket, Throwable problem) {
        TunnelDuplex client = duplex;
        if (client != null) {
            client.ended();
        }
    }
}
