package dev.tubeway.webrtc;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where an ICE server's URL points.
///
/// Source: RFC 7064 (`stun`, `stuns`), RFC 7065 (`turn`, `turns`, `?transport=`).
///
/// @param scheme    `stun`, `stuns`, `turn` or `turns`
/// @param host      a name or an address, without brackets
/// @param port      1 to 65535; 3478, or 5349 with TLS, where the URL has none
/// @param transport `udp` or `tcp`
record IceServerAddress(String scheme, String host, int port, String transport) {
    private static final Pattern FORM = Pattern.compile(
            "(stuns?|turns?):(\\[[0-9a-fA-F:.]+]|[^:?\\[\\]\\s/@]+)(?::(\\d{1,5}))?(?:\\?transport=(udp|tcp))?");

    /// Empty where the URL is not of the form.
    static Optional<IceServerAddress> parse(String url) {
        Matcher parts = FORM.matcher(url);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        boolean secure = scheme.endsWith("s");
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        int port = parts.group(3) == null ? (secure ? 5349 : 3478) : Integer.parseInt(parts.group(3));
        if (port < 1 || port > 65_535) {
            return Optional.empty();
        }
        String transport = parts.group(4) == null ? (secure ? "tcp" : "udp") : parts.group(4);
        return Optional.of(new IceServerAddress(scheme, host, port, transport));
    }

    boolean isRelay() {
        return scheme.startsWith("turn");
    }
}
