package dev.tubeway.internal.module;

import dev.tubeway.internal.module.engine.GuestCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Compiled classes on disk, so that a restart does not compile again.
///
/// Who can write here runs code in this process, so the folder is its owner's alone, and a folder that is not is
/// not used. A second folder, read only, holds what was compiled when the distribution was built. An entry is
/// found by the module's digest and all that the compiled form depends on; its own digest tells a damaged one.
///
/// Shape: `TWC1` | u16 notes, each UTF | i32 length | classes | SHA-256 of all before, big-endian.
/// Threading: any thread; two that write the same entry write the same bytes.
final class ClassCache {
    private static final System.Logger LOG = System.getLogger(ClassCache.class.getName());
    private static final int MAGIC = 0x54574331;
    private static final int DIGEST_BYTES = 32;

    private final Optional<Path> folder;
    private final Optional<Path> shipped;

    /// @param folder  where entries are kept; none are where it is empty
    /// @param shipped where entries of the distribution are; read only
    ClassCache(Optional<Path> folder, Optional<Path> shipped) {
        this.folder = folder.filter(ClassCache::isOurs);
        this.shipped = shipped;
    }

    /// @param notes about the functions that were compiled
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    record Entry(byte[] classes, List<String> notes) {}

    private static boolean isOurs(Path folder) {
        try {
            Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(owner));
            }
            if (!owner.containsAll(Files.getPosixFilePermissions(folder))) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "compiled modules are not kept: others may enter {0}; make it its owner''s (chmod 700)",
                        folder);
                return false;
            }
            return true;
        } catch (UnsupportedOperationException e) {
            return Files.isDirectory(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "compiled modules are not kept: {0}", e.toString());
            return false;
        }
    }

    /// The entry of a module; empty where there is none that can be used.
    Optional<Entry> find(String digest) {
        String name = name(digest);
        return folder.flatMap(at -> read(at.resolve(name))).or(() -> shipped.flatMap(at -> read(at.resolve(name))));
    }

    private static Optional<Entry> read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = bytes.length - DIGEST_BYTES;
            if (end < 8
                    || !MessageDigest.isEqual(
                            sha256(Arrays.copyOf(bytes, end)), Arrays.copyOfRange(bytes, end, bytes.length))) {
                LOG.log(System.Logger.Level.WARNING, "a compiled module is damaged and made anew: {0}", file);
                return Optional.empty();
            }
            var in = new DataInputStream(new ByteArrayInputStream(bytes, 0, end));
            if (in.readInt() != MAGIC) {
                return Optional.empty();
            }
            var notes = new ArrayList<String>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                notes.add(in.readUTF());
            }
            return Optional.of(new Entry(in.readNBytes(in.readInt()), notes));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a compiled module cannot be read and is made anew: {0}",
                    e.toString());
            return Optional.empty();
        }
    }

    /// Keeps an entry; a failure is logged and costs the next start a second.
    void keep(String digest, Entry entry) {
        folder.ifPresent(at -> write(at, digest, entry));
    }

    /// Writes an entry into any folder.
    static void write(Path folder, String digest, Entry entry) {
        Path temporary = null;
        try {
            var bytes = new ByteArrayOutputStream(entry.classes().length + 256);
            var out = new DataOutputStream(bytes);
            out.writeInt(MAGIC);
            out.writeShort(entry.notes().size());
            for (String note : entry.notes()) {
                out.writeUTF(note);
            }
            out.writeInt(entry.classes().length);
            out.write(entry.classes());
            out.write(sha256(bytes.toByteArray()));
            temporary = Files.createTempFile(folder, "entry", ".tmp");
            Files.write(temporary, bytes.toByteArray());
            Files.move(temporary, folder.resolve(name(digest)), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a compiled module could not be kept: {0}", e.toString());
            if (temporary != null) {
                var _ = temporary.toFile().delete();
            }
        }
    }

    private static String name(String digest) {
        return HexFormat.of()
                        .formatHex(sha256((digest + '\n' + GuestCode.fingerprint()).getBytes(StandardCharsets.UTF_8)))
                + ".classes";
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
