package dev.tubeway.internal.module.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.Deflater;

/// Writes a recording's file, which nobody but its owner can read.
///
/// Threading: one thread at a time.   Ownership: owns the file; [#end] or [#close] frees it.
final class RecordingWriter implements AutoCloseable {
    private static final long FLUSH_NANOS = 1_000_000_000;

    private final FileChannel file;
    private final long maxBytes;
    private final Packer calls = new Packer();
    private final RecordedCall.Names names = new RecordedCall.Names();
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private long written;
    private long count;
    private long flushedAt = System.nanoTime();

    /// Errors: FileAlreadyExistsException; a recording overwrites nothing.
    RecordingWriter(Path path, Header header, long maxBytes) throws IOException {
        this.maxBytes = maxBytes;
        file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(path));
        file.write(ByteBuffer.allocate(RecordingFile.PREFIX_BYTES)
                .put(RecordingFile.MAGIC)
                .putShort((short) RecordingFile.VERSION)
                .flip());
        written = RecordingFile.PREFIX_BYTES;
        block(RecordingFile.HEADER, header.pack());
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /// Makes a folder for recordings.
    static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                            }
                            : new FileAttribute<?>[0]);
        }
    }

    /// Takes a call; false where the file has reached its bound, and the call is not in it.
    boolean add(RecordedCall call) throws IOException {
        if (written + calls.size() > maxBytes) {
            flush();
            if (written > maxBytes) {
                return false;
            }
        }
        call.pack(calls, names);
        count++;
        if (calls.size() >= RecordingFile.BLOCK_BYTES || System.nanoTime() - flushedAt > FLUSH_NANOS) {
            flush();
        }
        return true;
    }

    /// Writes the end and closes the file.
    void end(End end) throws IOException {
        flush();
        block(
                RecordingFile.END,
                new Packer()
                        .number(count)
                        .text(end.how().name())
                        .number(end.status())
                        .text(end.detail())
                        .toBytes());
        close();
    }

    long calls() {
        return count;
    }

    long bytes() {
        return written;
    }

    private void flush() throws IOException {
        flushedAt = System.nanoTime();
        if (calls.size() == 0) {
            return;
        }
        byte[] content = calls.toBytes();
        calls.clear();
        byte[] packed = new byte[content.length + content.length / 1000 + 64];
        deflater.reset();
        deflater.setInput(content);
        deflater.finish();
        int length = 0;
        while (!deflater.finished()) {
            if (length == packed.length) {
                packed = Arrays.copyOf(packed, packed.length * 2);
            }
            length += deflater.deflate(packed, length, packed.length - length);
        }
        block(RecordingFile.CALLS, Arrays.copyOf(packed, length));
    }

    private void block(int kind, byte[] content) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(RecordingFile.BLOCK_HEAD_BYTES + content.length)
                .put((byte) kind)
                .putInt(content.length)
                .putInt(RecordingFile.checksum(kind, content))
                .put(content)
                .flip();
        while (block.hasRemaining()) {
            written += file.write(block);
        }
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        file.close();
    }
}
