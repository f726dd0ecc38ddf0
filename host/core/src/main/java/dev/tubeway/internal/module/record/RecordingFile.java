package dev.tubeway.internal.module.record;

import java.util.zip.CRC32C;

/// The form of a recording's file.
///
/// Shape: `\x89TWR\r\n\x1a\n` | u16 version | blocks, each u8 kind | u32 length | u32 CRC-32C of kind and content |
/// content; big-endian. The first block is the header, then come blocks of calls, deflated, then the end. The magic
/// is one that a transfer as text changes; a file without an end was left by a host that went away.
final class RecordingFile {
    static final byte[] MAGIC = {(byte) 0x89, 'T', 'W', 'R', '\r', '\n', 0x1a, '\n'};

    /// The version this host writes, and the only one it reads.
    static final int VERSION = 1;

    static final int PREFIX_BYTES = MAGIC.length + 2;
    static final int BLOCK_HEAD_BYTES = 9;
    static final int HEADER = 1;
    static final int CALLS = 2;
    static final int END = 3;

    /// Calls are gathered up to so much before they are deflated and written.
    static final int BLOCK_BYTES = 64 << 10;

    /// No block is larger, deflated or not: the largest memory of a guest in one call, and some more.
    static final int MOST_BLOCK_BYTES = (1 << 30) + (1 << 20);

    private RecordingFile() {}

    static int checksum(int kind, byte[] content) {
        var crc = new CRC32C();
        crc.update(kind);
        crc.update(content);
        return (int) crc.getValue();
    }
}
