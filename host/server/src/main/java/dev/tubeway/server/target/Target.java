package dev.tubeway.server.target;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What a session may be opened to by name; without its credentials.
///
/// @param name       1 to 64 letters, digits, `-`, `_` and `.`
/// @param protocol   what a module serves: `ssh`
/// @param hostname   name or address
/// @param port       1 to 65535
/// @param parameters of the connection beside these, as the protocol's module names them; nothing secret
public record Target(String name, String protocol, String hostname, int port, Map<String, String> parameters) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern SECRET = Pattern.compile(".*(password|passphrase|secret|privatekey|token).*");
    private static final List<String> OWN = List.of("hostname", "port", "username");

    /// Errors: IllegalArgumentException whose message begins with the field that is wrong.
    public Target {
        parameters = Map.copyOf(parameters);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: a target's name is 1 to 64 letters, digits, '-', '_' and '.'");
        }
        if (protocol.isBlank()) {
            throw new IllegalArgumentException("protocol: a target has a protocol");
        }
        if (hostname.isBlank() || hostname.length() > 255) {
            throw new IllegalArgumentException("hostname: a target has a host, of 1 to 255 letters");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port: a target's port is 1 to 65535");
        }
        for (String key : parameters.keySet()) {
            if (isCredential(key)) {
                throw new IllegalArgumentException(
                        "parameters: what is secret, and the user's name, belongs to credentials: " + key);
            }
            if (OWN.contains(plain(key))) {
                throw new IllegalArgumentException("parameters: the target says it itself: " + key);
            }
        }
    }

    /// Whether a parameter is one of those that are never told.
    public static boolean isCredential(String parameter) {
        return plain(parameter).equals("username")
                || SECRET.matcher(plain(parameter)).matches();
    }

    /// Whether a parameter says which host is reached, or as whom.
    public static boolean isOwn(String parameter) {
        return OWN.contains(plain(parameter)) || isCredential(parameter);
    }

    private static String plain(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /// What the session's module is given, but for the credentials.
    Map<String, String> given() {
        Map<String, String> given = new TreeMap<>(parameters);
        given.put("hostname", hostname);
        given.put("port", Integer.toString(port));
        return given;
    }
}
