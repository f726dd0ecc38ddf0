package dev.tubeway.module;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// What is to be recorded. Immutable; start from [#ofModule].
///
/// @param module   name of the module
/// @param sessions how many of its next sessions, 1 to 1,000
/// @param maxBytes a recording that grows past this is ended, its session goes on; 64 KiB to 4 GiB
/// @param secrets  whether values of secret parameters are kept in the clear
/// @param file     where one session's recording goes; empty for a file of its own in the gateway's folder
public record RecordingRequest(String module, int sessions, long maxBytes, boolean secrets, Optional<Path> file) {

    public RecordingRequest {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(file, "file");
        if (sessions < 1 || sessions > 1000) {
            throw new IllegalArgumentException("out of range: sessions=" + sessions + ", least=1, most=1000");
        }
        if (maxBytes < 64 << 10 || maxBytes > 4L << 30) {
            throw new IllegalArgumentException("out of range: maxBytes=" + maxBytes + ", least=65536, most=4294967296");
        }
        if (file.isPresent() && sessions != 1) {
            throw new IllegalArgumentException("one file takes one session: sessions=" + sessions);
        }
    }

    /// The next session of a module, at most 64 MiB, without secrets.
    public static RecordingRequest ofModule(String module) {
        return new RecordingRequest(module, 1, 64 << 20, false, Optional.empty());
    }

    public RecordingRequest withSessions(int value) {
        return new RecordingRequest(module, value, maxBytes, secrets, file);
    }

    public RecordingRequest withMaxBytes(long value) {
        return new RecordingRequest(module, sessions, value, secrets, file);
    }

    public RecordingRequest withSecrets(boolean value) {
        return new RecordingRequest(module, sessions, maxBytes, value, file);
    }

    public RecordingRequest withFile(Path value) {
        return new RecordingRequest(module, sessions, maxBytes, secrets, Optional.of(value));
    }
}
