package dev.tubeway.internal.module.record;

import dev.tubeway.internal.module.abi.AbiVersion;

/// What a recording says of itself.
///
/// @param session       the session's id
/// @param module        name of the module
/// @param version       its version
/// @param digest        SHA-256 of its file, lower-case hex
/// @param abiMajor      the ABI of the host that recorded
/// @param abiMinor      the ABI of the host that recorded
/// @param startedMillis when, milliseconds since 1970
/// @param memoryPages   the guest got no more memory than this
/// @param secrets       whether secret values stand in the clear
public record Header(
        String session,
        String module,
        String version,
        String digest,
        int abiMajor,
        int abiMinor,
        long startedMillis,
        int memoryPages,
        boolean secrets) {

    /// A recording by this host that begins now.
    public static Header now(
            String session, String module, String version, String digest, int memoryPages, boolean secrets) {
        return new Header(
                session,
                module,
                version,
                digest,
                AbiVersion.MAJOR,
                AbiVersion.MINOR,
                System.currentTimeMillis(),
                memoryPages,
                secrets);
    }

    String abi() {
        return abiMajor + "." + abiMinor;
    }

    byte[] pack() {
        return new Packer()
                .text(session)
                .text(module)
                .text(version)
                .text(digest)
                .number(abiMajor)
                .number(abiMinor)
                .number(startedMillis)
                .number(memoryPages)
                .number(secrets ? 1 : 0)
                .toBytes();
    }

    static Header unpack(Unpacker in) {
        return new Header(
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                (int) in.number(),
                (int) in.number(),
                in.number(),
                (int) in.number(),
                in.number() != 0);
    }
}
