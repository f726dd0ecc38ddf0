package dev.tubeway.server.settings;

import dev.tubeway.IceServer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// STUN and TURN servers as one line of text: `stun:host:port`, `turn:user:password@host:port?transport=udp`,
/// `turn:secret=…@host:port` (a secret shared with the server), with commas between. User, password and secret are
/// percent-encoded.
public final class IceServers {
    private static final String SECRET = "secret=";

    private IceServers() {}

    /// Errors: IllegalArgumentException that says what is right, without the password.
    public static List<IceServer> parse(String text) {
        List<IceServer> servers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                servers.add(parseOne(part.strip()));
            }
        }
        return List.copyOf(servers);
    }

    private static IceServer parseOne(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return new IceServer(List.of(text), Optional.empty(), Optional.empty());
        }
        int scheme = text.indexOf(':');
        String url = text.substring(0, scheme + 1) + text.substring(at + 1);
        String login = scheme < at ? text.substring(scheme + 1, at) : "";
        int colon = login.indexOf(':');
        if (colon < 0 && login.startsWith(SECRET)) {
            return IceServer.turnWithSecret(url, decode(login.substring(SECRET.length())));
        }
        if (scheme < 0 || colon < 0) {
            throw new IllegalArgumentException(
                    "a server with a login is written turn:user:password@host:port, one that shares a secret"
                            + " turn:secret=SECRET@host:port");
        }
        return IceServer.turn(url, decode(login.substring(0, colon)), decode(login.substring(colon + 1)));
    }

    /// One server of a settings file as text.
    ///
    /// @param login as it stands before the host; empty where the server asks for none
    static String withLogin(String url, String login) {
        int scheme = url.indexOf(':');
        return url.substring(0, scheme + 1) + (login.isEmpty() ? "" : login + "@") + url.substring(scheme + 1);
    }

    static String login(String user, String password) {
        return encode(user) + ":" + encode(password);
    }

    static String login(String secret) {
        return SECRET + encode(secret);
    }

    /// Writes one server per url, so that [#parse] reads the same.
    public static String format(List<IceServer> servers) {
        return write(servers, false);
    }

    /// Writes servers for people: without passwords.
    public static String display(List<IceServer> servers) {
        return write(servers, true);
    }

    private static String write(List<IceServer> servers, boolean hidden) {
        List<String> parts = new ArrayList<>();
        for (IceServer server : servers) {
            for (String url : server.urls()) {
                parts.add(withLogin(url, hidden ? hidden(server) : shown(server)));
            }
        }
        return String.join(",", parts);
    }

    private static String shown(IceServer server) {
        return server.secret()
                .map(IceServers::login)
                .or(() -> server.username()
                        .map(user -> login(user, server.credential().orElse(""))))
                .orElse("");
    }

    private static String hidden(IceServer server) {
        return server.secret()
                .map(secret -> SECRET + "***")
                .or(() -> server.username().map(user -> encode(user) + ":***"))
                .orElse("");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
