package dev.tubeway.internal.dial;

import dev.tubeway.AddressPolicy;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Set;

/// Judges addresses by the gateway's [AddressPolicy].
///
/// An IPv6 address that carries an IPv4 address inside is judged by both: a relay or a translator on the
/// way would reach the inner one.
///
/// Threading: immutable.
/// Source: RFC 6890 (special addresses), RFC 4291 2.5.5 (compatible, mapped), RFC 2765 (translated), RFC
/// 6052 and 8215 (NAT64), RFC 3056 (6to4), RFC 4380 (Teredo), RFC 5214 (ISATAP); the metadata addresses
/// from the clouds' manuals.
///
/// @param policy what is allowed beyond the ordinary
public record AddressGuard(AddressPolicy policy) {

    private static final Set<InetAddress> METADATA = Set.of(
            InetAddress.ofLiteral("100.100.100.200"),
            InetAddress.ofLiteral("168.63.129.16"),
            InetAddress.ofLiteral("192.0.0.192"),
            InetAddress.ofLiteral("fd00:ec2::254"),
            InetAddress.ofLiteral("fd20:ce::254"),
            InetAddress.ofLiteral("fd00:c1::a9fe:a9fe"));

    /// Whether an address may be dialled for the far side.
    public boolean allows(InetAddress address) {
        InetAddress outer = Host.normalised(address);
        if (outer instanceof Inet4Address) {
            return allowsItself(outer);
        }
        byte[] bytes = outer.getAddress();
        if (!allowsItself(outer)) {
            return false;
        }
        if (outer.isLoopbackAddress()) {
            return true;
        }
        if (startsWith(bytes, 0x20, 0x02)) {
            return allowsItself(inner(bytes, 2, 0));
        }
        if (startsWith(bytes, 0x20, 0x01, 0, 0)) {
            return allowsItself(inner(bytes, 4, 0)) && allowsItself(inner(bytes, 12, 0xff));
        }
        return !carriesIpv4Last(bytes) || allowsItself(inner(bytes, 12, 0));
    }

    private boolean allowsItself(InetAddress address) {
        if (isNeverDialled(address)) {
            return false;
        }
        if (address.isLoopbackAddress()) {
            return policy.allowLoopback();
        }
        if (address.isLinkLocalAddress() || METADATA.contains(address)) {
            return policy.allowLinkLocal();
        }
        return true;
    }

    private static boolean isNeverDialled(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        // 0.0.0.0/8 is "this network": some systems reach themselves by it.
        return address instanceof Inet4Address
                && (bytes[0] == 0
                        || Arrays.equals(bytes, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff}));
    }

    /// Compatible `::/96`, translated `::ffff:0:0:0/96`, NAT64 `64:ff9b::/96` and `64:ff9b:1::/48`, ISATAP.
    private static boolean carriesIpv4Last(byte[] bytes) {
        boolean compatible = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean translated = startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0);
        boolean nat64 = startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)
                || startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 1);
        boolean isatap = (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
        return compatible || translated || nat64 || isatap;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress inner(byte[] bytes, int offset, int mask) {
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            address[i] = (byte) (bytes[offset + i] ^ mask);
        }
        return Host.ofBytes(address);
    }
}
