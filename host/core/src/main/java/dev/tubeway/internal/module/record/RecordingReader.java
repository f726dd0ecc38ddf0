package dev.tubeway.internal.module.record;

import dev.tubeway.module.RecordingInfo;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Reads a recording, call by call.
///
/// Errors: [DamagedException] where a block is not what was written.
/// Threading: its owner's.   Ownership: owns the file.
final class RecordingReader implements AutoCloseable {
    private final DataInputStream in;
    private final Header header;
    private final RecordedCall.Names names = new RecordedCall.Names();
    private @Nullable Unpacker calls;
    private @Nullable End end;
    private long at;
    private long count;
    private boolean over;

    private RecordingReader(Path file) throws IOException {
        in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        try {
            prefix();
            Block first = block();
            if (first == null || first.kind() != RecordingFile.HEADER) {
                throw new DamagedException("it has no header");
            }
            header = Header.unpack(new Unpacker(first.content()));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    static RecordingReader open(Path file) throws IOException {
        return new RecordingReader(file);
    }

    /// Reads a file to its end and tells what it is.
    ///
    /// Errors: IOException and [DamagedException], with words for people.
    static RecordingInfo check(Path file) throws IOException {
        try (var reader = open(file)) {
            while (reader.next() != null) {
                // Every call is taken apart, so that a replay finds no damage later.
            }
            End end = reader.end();
            Header header = reader.header();
            RecordingInfo.State state = end == null
                    ? RecordingInfo.State.UNFINISHED
                    : end.how() == End.How.CUT ? RecordingInfo.State.CUT : RecordingInfo.State.COMPLETE;
            return info(file, header, reader.count, Files.size(file), state, end == null ? "" : end.toString());
        }
    }

    static RecordingInfo info(Path file, Header header, long calls, long bytes, RecordingInfo.State state, String end) {
        return new RecordingInfo(
                file,
                header.session(),
                header.module(),
                header.version(),
                header.digest(),
                header.abi(),
                Instant.ofEpochMilli(header.startedMillis()),
                calls,
                bytes,
                state,
                header.secrets(),
                end);
    }

    Header header() {
        return header;
    }

    /// How the session ended; null where the file does not say, or was not read to its end.
    @Nullable
    End end() {
        return end;
    }

    /// The next call; null after the last.
    @Nullable
    RecordedCall next() throws IOException {
        while (calls == null || !calls.hasMore()) {
            Block block = over ? null : block();
            if (block == null) {
                over = true;
                return null;
            }
            switch (block.kind()) {
                case RecordingFile.CALLS -> calls = new Unpacker(inflated(block.content()));
                case RecordingFile.END -> {
                    end(new Unpacker(block.content()));
                    over = true;
                    return null;
                }
                default -> throw damaged("a block of unknown kind: kind=" + block.kind());
            }
        }
        count++;
        return RecordedCall.unpack(calls, names);
    }

    private void end(Unpacker content) throws IOException {
        long calls = content.number();
        if (calls != count) {
            throw damaged("it has " + count + " calls and should have " + calls);
        }
        try {
            end = new End(End.How.valueOf(content.text()), (int) content.number(), content.text());
        } catch (IllegalArgumentException e) {
            throw damaged("its end is unknown");
        }
        if (in.read() >= 0) {
            throw damaged("something follows its end");
        }
    }

    private void prefix() throws IOException {
        byte[] magic = in.readNBytes(RecordingFile.MAGIC.length);
        if (!Arrays.equals(magic, RecordingFile.MAGIC)) {
            throw new DamagedException(
                    magic.length > 4 && Arrays.equals(magic, 0, 4, RecordingFile.MAGIC, 0, 4)
                            ? "it was changed on its way, as a transfer as text does"
                            : "it is no recording");
        }
        int version;
        try {
            version = in.readUnsignedShort();
        } catch (EOFException e) {
            throw new DamagedException("it is cut off in its first bytes");
        }
        if (version != RecordingFile.VERSION) {
            throw new DamagedException("it is of format " + version + ", this host reads " + RecordingFile.VERSION);
        }
        at = RecordingFile.PREFIX_BYTES;
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    private record Block(int kind, byte[] content) {}

    /// The next block; null at the end of the file, also where the last block is cut off.
    private @Nullable Block block() throws IOException {
        int kind = in.read();
        if (kind < 0) {
            return null;
        }
        int length;
        int checksum;
        try {
            length = in.readInt();
            checksum = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        if (length < 0 || length > RecordingFile.MOST_BLOCK_BYTES) {
            throw damaged("a length is out of range: length=" + length);
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            return null;
        }
        if (checksum != RecordingFile.checksum(kind, content)) {
            throw damaged("a checksum does not fit");
        }
        at += RecordingFile.BLOCK_HEAD_BYTES + length;
        return new Block(kind, content);
    }

    private byte[] inflated(byte[] content) {
        try (var inflater = new Inflater(true)) {
            inflater.setInput(content);
            byte[] bytes = new byte[RecordingFile.BLOCK_BYTES * 2];
            int length = 0;
            while (!inflater.finished()) {
                if (length == bytes.length) {
                    if (length >= RecordingFile.MOST_BLOCK_BYTES) {
                        throw damaged("a block is too large");
                    }
                    bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, RecordingFile.MOST_BLOCK_BYTES));
                }
                int more = inflater.inflate(bytes, length, bytes.length - length);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw damaged("a block does not inflate");
                }
                length += more;
            }
            return Arrays.copyOf(bytes, length);
        } catch (DataFormatException e) {
            throw damaged("a block does not inflate");
        }
    }

    private DamagedException damaged(String what) {
        return new DamagedException("it is damaged: " + what + ", byte=" + at);
    }

    /// What an exception of opening or reading says, for people.
    static String words(Path file, Exception e) {
        return switch (e) {
            case DamagedException damaged -> file + ": " + damaged.getMessage();
            case NoSuchFileException _ -> file + ": there is no such file";
            default -> file + ": it cannot be read: " + e.getMessage();
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
