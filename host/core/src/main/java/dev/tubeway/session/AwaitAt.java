package dev.tubeway.session;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the gateway may wait for a target that connects by itself.
///
/// @param address   one of this machine; `0.0.0.0` or `::` for all
/// @param firstPort lowest port that a connection may name, 1 to 65535
/// @param lastPort  highest such port, not below the lowest
public record AwaitAt(InetAddress address, int firstPort, int lastPort) {
    private static final Pattern WORDS =
            Pattern.compile("(?<v4>\\d{1,3}(?:\\.\\d{1,3}){3})(?::(?<ports>\\d{1,5}(?:-\\d{1,5})?))?"
                    + "|\\[(?<v6>[0-9a-fA-F:.]+)](?::(?<ports6>\\d{1,5}(?:-\\d{1,5})?))?");
    private static final int FIRST_PORT = 1024;
    private static final int LAST_PORT = 65_535;

    public AwaitAt {
        if (firstPort < 1 || lastPort > LAST_PORT || firstPort > lastPort) {
            throw new IllegalArgumentException("ports are 1 to 65535, a range runs from the lower to the higher:"
                    + " firstPort=" + firstPort + ", lastPort=" + lastPort);
        }
    }

    /// Reads `127.0.0.1:5500-5599`, `127.0.0.1:5500`, `[::1]:5500` or `127.0.0.1`, which has the ports from 1024.
    ///
    /// Errors: IllegalArgumentException that says what is right.
    public static AwaitAt parse(String text) {
        Matcher matcher = WORDS.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "an address of this machine and ports, such as 127.0.0.1:5500-5599 or [::1]:5500");
        }
        boolean v4 = matcher.group("v4") != null;
        InetAddress address = InetAddress.ofLiteral(matcher.group(v4 ? "v4" : "v6"));
        String ports = matcher.group(v4 ? "ports" : "ports6");
        if (ports == null) {
            return new AwaitAt(address, FIRST_PORT, LAST_PORT);
        }
        int dash = ports.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? ports : ports.substring(0, dash));
        return new AwaitAt(address, first, dash < 0 ? first : Integer.parseInt(ports.substring(dash + 1)));
    }

    public boolean allows(int port) {
        return port >= firstPort && port <= lastPort;
    }

    /// As [#parse] reads it.
    @Override
    public String toString() {
        String host = address.getHostAddress();
        String ports = firstPort == lastPort ? "" + firstPort : firstPort + "-" + lastPort;
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + ports;
    }
}
