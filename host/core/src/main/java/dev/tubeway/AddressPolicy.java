package dev.tubeway;

/// Which destinations the far side of a tube may choose (SOCKS). A target that the operator names is not
/// asked about.
///
/// Unspecified, multicast and broadcast addresses are never dialled.
///
/// @param allowUnlisted  a SOCKS dialler without allowed hosts reaches any host; otherwise none
/// @param allowLoopback  127.0.0.0/8 and ::1
/// @param allowLinkLocal 169.254.0.0/16 and fe80::/10, which hold the metadata services of clouds, and the
///                       metadata addresses outside them (fd00:ec2::254, fd20:ce::254,
///                       fd00:c1::a9fe:a9fe, 100.100.100.200, 168.63.129.16, 192.0.0.192)
public record AddressPolicy(boolean allowUnlisted, boolean allowLoopback, boolean allowLinkLocal) {

    /// Nothing that is not listed, and neither loopback nor link-local.
    public static AddressPolicy defaults() {
        return new AddressPolicy(false, false, false);
    }

    public AddressPolicy withAllowUnlisted(boolean value) {
        return new AddressPolicy(value, allowLoopback, allowLinkLocal);
    }

    public AddressPolicy withAllowLoopback(boolean value) {
        return new AddressPolicy(allowUnlisted, value, allowLinkLocal);
    }

    public AddressPolicy withAllowLinkLocal(boolean value) {
        return new AddressPolicy(allowUnlisted, allowLoopback, value);
    }
}
