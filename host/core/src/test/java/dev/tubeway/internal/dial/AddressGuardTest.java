package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.AddressPolicy;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private static final AddressPolicy STRICT = AddressPolicy.defaults();
    private static final AddressPolicy OPEN = new AddressPolicy(true, true, true);

    private static boolean allows(AddressPolicy policy, String address) {
        return new AddressGuard(policy).allows(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "192.168.1.1",
                "172.16.0.1",
                "192.0.2.1",
                "8.8.8.8",
                "100.100.100.201",
                "fd00::1",
                "fec0::1",
                "2001:db8::1",
                "2606:4700::1111",
                "64:ff9b::a00:1",
                "2002:a00:1::1",
                "2001:0:a00:1::f5ff:fffe",
                "fd00:ec2::255"
            })
    void allowsOrdinaryAddresses(String address) {
        assertTrue(allows(STRICT, address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "255.255.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "::",
                "ff02::1",
                "::ffff:0:0",
                "::0.0.0.2",
                "64:ff9b::",
                "64:ff9b::e000:1",
                "64:ff9b:1::255.255.255.255",
                "2002::1",
                "2002:e000:1::",
                "2001:0:a00:1::ffff:ffff",
                "::ffff:0:0.0.0.0"
            })
    void neverAllowsUnspecifiedMulticastAndBroadcast(String address) {
        assertFalse(allows(OPEN, address));
        assertFalse(allows(STRICT, address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "::1",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::127.0.0.1",
                "2002:7f00:1::1",
                "2001:0:a00:1::80ff:fffe",
                "2001:0:7f00:1::f5ff:fffe",
                "2001:db8::5efe:127.0.0.1",
                "2001:db8::200:5efe:127.0.0.1"
            })
    void allowsLoopbackWithThePolicyOnly(String address) {
        assertFalse(allows(STRICT, address));
        assertFalse(allows(STRICT.withAllowLinkLocal(true).withAllowUnlisted(true), address));
        assertTrue(allows(STRICT.withAllowLoopback(true), address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "fe80::1",
                "febf::1",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::",
                "2001:0:a00:1::5601:5601",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fd00:c1::a9fe:a9fe",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "64:ff9b::6464:64c8"
            })
    void allowsLinkLocalAndMetadataWithThePolicyOnly(String address) {
        assertFalse(allows(STRICT, address));
        assertFalse(allows(STRICT.withAllowLoopback(true).withAllowUnlisted(true), address));
        assertTrue(allows(STRICT.withAllowLinkLocal(true), address));
    }

    @Test
    void judgesAMappedAddressThatJavaKeptAsIpv6() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
        InetAddress address = java.net.Inet6Address.getByAddress(null, mapped, 0);
        assertEquals(16, address.getAddress().length);
        assertFalse(new AddressGuard(STRICT).allows(address));
    }
}
