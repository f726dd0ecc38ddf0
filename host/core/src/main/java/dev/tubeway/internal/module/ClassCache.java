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
/// Two layers: first the folder of the distribution, which its build filled and nobody writes to at run time, then
/// the private one of this gateway. Who can write to either runs code in this process, so the private folder is its
/// owner's alone, the distribution's may be read by all but written by its owner only, both belong to this process'
/// user or to root, and a folder that does not is not used. An entry is found by the module's digest and all that
/// the compiled form depends on; its own digest tells a damaged one, and says nothing of who wrote it.
///
/// Shape: `TWC2` | name of the entry, UTF | u16 notes, each UTF | i32 length | classes | SHA-256 of all before,
/// big-endian.
/// Threading: any thread; of two that write the same entry the later one's stays, whole.
final class ClassCache {
    private static final System.Logger LOG = System.getLogger(ClassCache.class.getName());
    private static final int MAGIC = 0x54574332;
    private static final int DIGEST_BYTES = 32;

    private final Optional<Path> folder;
    private final Optional<Path> shipped;

    /// @param folder  where entries are kept; none are where it is empty
    /// @param shipped where entries of the distribution are; read only
    ClassCache(Optional<Path> folder, Optional<Path> shipped) {
        this.folder = folder.filter(ClassCache::isOurs);
        this.shipped = shipped.filter(ClassCache::isSafe);
    }

    /// @param notes about the functions that were compiled
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    record Entry(byte[] classes, List<String> notes) {}

    private static boolean isOurs(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                createOwnersOnly(folder);
            }
            if (!isPosix(folder)) {
                return true;
            }
            if (!PosixFilePermissions.fromString("rwx------").containsAll(Files.getPosixFilePermissions(folder))) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "compiled modules are not kept: others may enter {0}; make it its owner''s (chmod 700)",
                        folder);
                return false;
            }
            return hasOwnerToTrust(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "compiled modules are not kept: {0}", e.toString());
            return false;
        }
    }

    private static boolean isSafe(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                return false;
            }
            if (!isPosix(folder)) {
                return true;
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the compiled modules of the distribution are not used: others may write to {0} (chmod go-w)",
                        folder);
                return false;
            }
            return hasOwnerToTrust(folder);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the compiled modules of the distribution are not used: {0}",
                    e.toString());
            return false;
        }
    }

    private static boolean isPosix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static boolean hasOwnerToTrust(Path folder) throws IOException {
        String owner = Files.getOwner(folder).getName();
        boolean trusted = owner.equals(System.getProperty("user.name")) || owner.equals("root");
        if (!trusted) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "compiled modules in {0} are not used: it belongs to {1}",
                    folder,
                    owner);
        }
        return trusted;
    }

    private static void createOwnersOnly(Path folder) throws IOException {
        if (isPosix(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /// The entry of a module; empty where there is none that can be used.
    Optional<Entry> find(String digest) {
        String name = name(digest);
        return shipped.flatMap(at -> read(at.resolve(name))).or(() -> folder.flatMap(at -> read(at.resolve(name))));
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
            if (in.readInt() != MAGIC || !file.endsWith(in.readUTF())) {
                LOG.log(System.Logger.Level.WARNING, "a compiled module is another''s and made anew: {0}", file);
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

    private static void write(Path folder, String digest, Entry entry) {
        try {
            writeEntry(folder, digest, entry);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a compiled module could not be kept: {0}", e.toString());
        }
    }

    /// Writes an entry into any folder; it is there wholly or not at all.
    static void writeEntry(Path folder, String digest, Entry entry) throws IOException {
        Path temporary = Files.createTempFile(folder, "entry", ".tmp");
        try {
            var bytes = new ByteArrayOutputStream(entry.classes().length + 256);
            var out = new DataOutputStream(bytes);
            out.writeInt(MAGIC);
            out.writeUTF(name(digest));
            out.writeShort(entry.notes().size());
            for (String note : entry.notes()) {
                out.writeUTF(note);
            }
            out.writeInt(entry.classes().length);
            out.write(entry.classes());
            out.write(sha256(bytes.toByteArray()));
            Files.write(temporary, bytes.toByteArray());
            Files.move(temporary, folder.resolve(name(digest)), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /// Whether a folder has an entry of a module that is not damaged.
    static boolean has(Path folder, String digest) {
        return read(folder.resolve(name(digest))).isPresent();
    }

    /// The name of a module's entry.
    static String name(String digest) {
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
