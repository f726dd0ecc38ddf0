package dev.tubeway.internal.dial;

import dev.tubeway.TubewayException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// The destinations and ports that the far side of a SOCKS conversation may ask for.
///
/// Threading: immutable.
///
/// @param hosts empty: nothing is listed, the policy decides
/// @param ports empty: every port
public record AllowList(List<HostPattern> hosts, List<PortRange> ports) {

    public AllowList {
        hosts = List.copyOf(hosts);
        ports = List.copyOf(ports);
    }

    /// How a name stands to the list.
    enum Match {
        /// The name itself is listed: whatever it resolves to.
        BY_NAME,
        /// Only addresses and blocks could match: those of its addresses that are listed.
        BY_ADDRESS,
        /// Nothing that the name resolves to can be listed.
        NONE
    }

    /// @param first 1 to 65535
    /// @param last  not below first
    record PortRange(int first, int last) {
        static PortRange parse(String entry) {
            int dash = entry.indexOf('-');
            int first = port(dash < 0 ? entry : entry.substring(0, dash));
            int last = dash < 0 ? first : port(entry.substring(dash + 1));
            if (last < first) {
                throw new IllegalArgumentException("a range runs from the lower to the higher port");
            }
            return new PortRange(first, last);
        }

        private static int port(String text) {
            String digits = text.strip();
            int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535, a range 8000-8999");
            }
            return port;
        }

        boolean contains(int port) {
            return port >= first && port <= last;
        }
    }

    /// Reads the entries of both lists.
    ///
    /// Errors: INVALID_SETTINGS that names the key, the entry, and what is right.
    public static AllowList parse(List<String> hosts, List<String> ports) {
        List<HostPattern> patterns = new ArrayList<>();
        for (String entry : hosts) {
            try {
                patterns.add(HostPattern.parse(entry.strip()));
            } catch (IllegalArgumentException e) {
                throw badEntry("allowed_hosts", "names, *.domain, addresses or CIDR blocks", entry, e);
            }
        }
        List<PortRange> ranges = new ArrayList<>();
        for (String entry : ports) {
            try {
                ranges.add(PortRange.parse(entry.strip()));
            } catch (IllegalArgumentException e) {
                throw badEntry("allowed_ports", "ports or ranges such as 443 or 8000-8999", entry, e);
            }
        }
        return new AllowList(patterns, ranges);
    }

    public boolean listsHosts() {
        return !hosts.isEmpty();
    }

    public boolean allowsPort(int port) {
        return ports.isEmpty() || ports.stream().anyMatch(range -> range.contains(port));
    }

    /// How a name, see [Host.Name], stands to a list that is not empty.
    public Match match(String name) {
        Match match = Match.NONE;
        for (HostPattern pattern : hosts) {
            boolean named = switch (pattern) {
                case HostPattern.Any a -> true;
                case HostPattern.Exactly e -> e.name().equals(name);
                case HostPattern.Under u ->
                    name.endsWith(u.suffix()) && name.length() > u.suffix().length();
                case HostPattern.Block b -> {
                    match = Match.BY_ADDRESS;
                    yield false;
                }
            };
            if (named) {
                return Match.BY_NAME;
            }
        }
        return match;
    }

    /// Whether an address, see [Host#normalised], is listed as itself.
    public boolean allowsAddress(InetAddress address) {
        for (HostPattern pattern : hosts) {
            boolean listed = switch (pattern) {
                case HostPattern.Any a -> true;
                case HostPattern.Exactly e -> false;
                case HostPattern.Under u -> false;
                case HostPattern.Block b -> b.contains(address);
            };
            if (listed) {
                return true;
            }
        }
        return false;
    }

    private static TubewayException badEntry(String key, String right, String entry, IllegalArgumentException cause) {
        return new TubewayException(
                TubewayException.Problem.INVALID_SETTINGS,
                key + " takes " + right + "; " + cause.getMessage() + ": " + key + "=" + entry,
                cause);
    }
}
