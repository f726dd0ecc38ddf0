package dev.tubeway.server.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The file that holds the token of the management API, readable by its owner only.
///
/// Threading: two processes may create it at once; both end up with the same token.
public final class TokenFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final int TOKEN_BYTES = 32;

    private TokenFile() {}

    /// Reads the token, or makes a new one where there is no file.
    ///
    /// Errors: IOException whose message says what to do, as with a file that others may read.
    public static String readOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        return read(file);
    }

    /// Reads the token.
    ///
    /// Errors: IOException whose message says what to do.
    public static String read(Path file) throws IOException {
        refuseOpenPermissions(file);
        String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!token.matches("[\\x21-\\x7e]{16,512}")) {
            throw new IOException("the token file holds no token of 16 to 512 visible characters: delete it and start"
                    + " again: file=" + file);
        }
        return token;
    }

    private static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("a token file lies in a folder: file=" + file);
        }
        if (!Files.isDirectory(folder)) {
            if (isPosix(existingAncestor(folder))) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            } else {
                Files.createDirectories(folder);
            }
        }
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";

        boolean posix = isPosix(folder);
        Path fresh = posix
                ? Files.createTempFile(folder, ".token", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                : Files.createTempFile(folder, ".token", "");
        try {
            if (!posix) {
                ownerOnlyByAcl(fresh);
            }
            Files.writeString(fresh, token, StandardCharsets.US_ASCII);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (UnsupportedOperationException e) {
            Files.move(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void refuseOpenPermissions(Path file) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> found = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        found.removeAll(OWNER_ONLY);
        found.remove(PosixFilePermission.OWNER_EXECUTE);
        if (!found.isEmpty()) {
            throw new IOException("others may read or change the token; run: chmod 600 " + file);
        }
    }

    private static boolean isPosix(Path path) throws IOException {
        FileStore store = Files.getFileStore(path);
        return store.supportsFileAttributeView(PosixFileAttributeView.class)
                && Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }

    private static Path existingAncestor(Path folder) {
        Path at = folder;
        while (!Files.exists(at)) {
            Path parent = at.getParent();
            if (parent == null) {
                return at;
            }
            at = parent;
        }
        return at;
    }

    private static void ownerOnlyByAcl(Path file) throws IOException {
        AclFileAttributeView view = Files.getFileAttributeView(file, AclFileAttributeView.class);
        if (view != null) {
            view.setAcl(List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(view.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
        }
    }
}
