package dev.tubeway.internal.dial;

import java.net.InetAddress;
import java.util.Arrays;

/// One entry of `allowed_hosts`.
///
/// Threading: immutable.
public sealed interface HostPattern {

    /// `*`: every name and every address.
    record Any() implements HostPattern {}

    /// A name, and that name only.
    record Exactly(String name) implements HostPattern {}

    /// `*.domain`: what lies under a domain, at any depth, and not the domain itself.
    ///
    /// @param suffix begins with a dot
    record Under(String suffix) implements HostPattern {}

    /// An address or a CIDR block.
    ///
    /// @param network the bits behind the prefix are zero
    /// @param prefix  0 to 32, or to 128
    record Block(InetAddress network, int prefix) implements HostPattern {

        /// Whether an address, see [Host#normalised], lies in the block.
        boolean contains(InetAddress address) {
            byte[] bytes = address.getAddress();
            byte[] wanted = network.getAddress();
            return bytes.length == wanted.length && Arrays.equals(masked(bytes, prefix), wanted);
        }
    }

    /// Reads an entry: `db.internal`, `*.internal`, `*`, `10.0.0.1`, `[::1]`, `10.0.0.0/8`.
    ///
    /// Errors: IllegalArgumentException that says what is wrong with the entry, without the entry.
    static HostPattern parse(String entry) {
        if (entry.equals("*")) {
            return new Any();
        }
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return block(entry.substring(0, slash), entry.substring(slash + 1));
        }
        boolean under = entry.startsWith("*.");
        return switch (Host.parse(under ? entry.substring(2) : entry)) {
            case Host.Name n -> under ? new Under("." + n.name()) : new Exactly(n.name());
            case Host.Address a
            when !under -> {
                byte[] bytes = a.address().getAddress();
                yield new Block(a.address(), bytes.length * 8);
            }
            case Host.Address a -> throw new IllegalArgumentException("'*.' stands before a domain, not an address");
            case Host.Invalid i -> throw new IllegalArgumentException(i.rule());
        };
    }

    private static Block block(String address, String prefixText) {
        if (!(Host.parse(address) instanceof Host.Address(InetAddress network))) {
            throw new IllegalArgumentException("an address stands before the '/'");
        }
        int bits = network.getAddress().length * 8;
        // A v4-mapped block is written in IPv6 bits and kept as the IPv4 block that it means.
        int hidden = bits == 32 && address.indexOf(':') >= 0 ? 96 : 0;
        int prefix = prefixText.matches("[0-9]{1,3}") ? Integer.parseInt(prefixText) - hidden : -1;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("a prefix length is " + hidden + " to " + (bits + hidden));
        }
        return new Block(Host.ofBytes(masked(network.getAddress(), prefix)), prefix);
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] bytes = address.clone();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(prefix - 8L * i, 0, 8);
            bytes[i] &= (byte) (0xff00 >> kept);
        }
        return bytes;
    }
}
