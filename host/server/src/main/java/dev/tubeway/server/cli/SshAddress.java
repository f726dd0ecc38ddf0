package dev.tubeway.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `[USER@]HOST[:PORT]`, as people name an SSH server; an IPv6 address with a port stands in brackets.
///
/// @param port 1 to 65535
record SshAddress(Optional<String> user, String host, int port) {
    private static final int USUAL_PORT = 22;
    private static final Pattern TEXT =
            Pattern.compile("(?:([^@\\s:]+)@)?(?:\\[([0-9a-fA-F:.%]+)]|([^\\s@:\\[\\]]+)|([0-9a-fA-F]*:[0-9a-fA-F:.]*))"
                    + "(?::(\\d{1,5}))?");

    /// Empty where the text is none.
    static Optional<SshAddress> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String host =
                parts.group(2) != null ? parts.group(2) : parts.group(3) != null ? parts.group(3) : parts.group(4);
        int port = parts.group(5) == null ? USUAL_PORT : Integer.parseInt(parts.group(5));
        if (host == null || host.startsWith("-") || port < 1 || port > 65_535) {
            return Optional.empty();
        }
        return Optional.of(new SshAddress(Optional.ofNullable(parts.group(1)), host, port));
    }

    /// As the parameters of a session.
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("hostname", host);
        parameters.put("port", Integer.toString(port));
        user.ifPresent(name -> parameters.put("username", name));
        return parameters;
    }
}
