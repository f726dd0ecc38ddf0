package dev.tubeway.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file with a private key, as a person names it on the command line.
final class PrivateKeyFile {
    /// More than any key needs.
    private static final long MOST_BYTES = 1 << 20;

    private PrivateKeyFile() {}

    /// What is in it.
    ///
    /// Errors: [CommandFailure] where it cannot be read, or is plainly no private key.
    static String read(Path file) {
        String text;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw noKey(file, "it is too large for a key");
            }
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(CommandFailure.USAGE, "--key: there is no file " + file, e);
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.USAGE, "--key: the file cannot be read: " + e, e);
        }
        if (text.startsWith("ssh-") || text.startsWith("ecdsa-") || text.contains("PUBLIC KEY-----")) {
            throw noKey(file, "it is the public key; the private one is usually beside it, without .pub");
        }
        if (!text.contains("PRIVATE KEY-----")) {
            throw noKey(file, "it holds neither OpenSSH's format nor PEM");
        }
        return text;
    }

    private static CommandFailure noKey(Path file, String why) {
        return new CommandFailure(CommandFailure.USAGE, "--key: " + file + " is no private key: " + why);
    }
}
