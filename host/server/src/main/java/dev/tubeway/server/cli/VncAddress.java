package dev.tubeway.server.cli;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `HOST`, `HOST:DISPLAY` or `HOST::PORT`, as people name a VNC server; an IPv6 address stands in brackets.
///
/// @param port 1 to 65535
record VncAddress(String host, int port) {
    private static final int FIRST_PORT = 5900;

    /// Viewers take a larger number for a port, too.
    private static final int MOST_DISPLAYS = 100;

    private static final Pattern TEXT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^\\s@:\\[\\]]+))(?:(::?)(\\d{1,5}))?");

    /// Empty where the text is none.
    static Optional<VncAddress> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
        int number = parts.group(4) == null ? 0 : Integer.parseInt(parts.group(4));
        boolean display = parts.group(4) == null || (parts.group(3).equals(":") && number < MOST_DISPLAYS);
        int port = display ? FIRST_PORT + number : number;
        if (host == null || host.startsWith("-") || port < 1 || port > 65_535) {
            return Optional.empty();
        }
        return Optional.of(new VncAddress(host, port));
    }

    /// As the parameters of a session.
    Map<String, String> parameters() {
        return Map.of("hostname", host, "port", Integer.toString(port));
    }
}
