package dev.tubeway.module;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/// One recording.
///
/// @param file    where it is
/// @param session the session's id
/// @param module  name of the module that was recorded
/// @param version its version
/// @param digest  SHA-256 of its file, lower-case hex
/// @param abi     the ABI of the host that recorded: `1.0`
/// @param started when the session began
/// @param calls   calls that are recorded
/// @param bytes   size of the file
/// @param state   whether it is whole
/// @param secrets whether values of secret parameters stand in it in the clear
/// @param end     how the session ended, for people; empty while it is not known
public record RecordingInfo(
        Path file,
        String session,
        String module,
        String version,
        String digest,
        String abi,
        Instant started,
        long calls,
        long bytes,
        State state,
        boolean secrets,
        String end) {

    public RecordingInfo {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(state, "state");
    }

    /// Whether a recording is whole.
    public enum State {
        /// The session runs and is being recorded.
        RUNNING,
        /// It goes to the session's end.
        COMPLETE,
        /// It reached its bound, or was stopped, before the session ended.
        CUT,
        /// The host went away while it was written; what stands is good.
        UNFINISHED
    }
}
