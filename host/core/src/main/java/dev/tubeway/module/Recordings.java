package dev.tubeway.module;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Recordings of what the host answered to a module, and their replay against the same module or a newer one.
///
/// Everything that is not determined by a module's own code comes to it through calls of the host, so the answers
/// to a session's calls, from its first to its last, are all that is needed to run the session again. For the same
/// reason a recording begins with its session: one that runs already cannot be recorded from its middle.
///
/// What a recording holds: all that the target sent, all that the person typed, and digests of what the module
/// wrote. The values of secret parameters are put out of it, wherever they stand unchanged, unless the order asked
/// for them; a password that a person types at a prompt is input like any other and stands in it. The files are
/// their owner's alone (mode 0600), and are to be kept like the sessions themselves.
///
/// Threading: every method may be called from any thread; [#replay] runs on the caller's.
public interface Recordings {

    /// Has the next sessions of a module recorded.
    ///
    /// Errors: IllegalArgumentException where the order names no file and the gateway has no folder for recordings,
    /// or the file stands already.
    RecordingOrder order(RecordingRequest request);

    /// Orders that wait for sessions.
    List<RecordingOrder> orders();

    /// Withdraws an order; what is being recorded goes on. False where there is none such.
    boolean withdraw(String id);

    /// Recordings that are being made, and those in the folder, newest first. Files that are damaged are left out.
    List<RecordingInfo> list();

    /// Ends the recording of a session that runs; the session goes on. False where it is not recorded.
    boolean stop(String session);

    /// Looks at a file.
    RecordingVerdict read(Path file);

    /// Runs a recording again, against the version that made it, or where that is gone the highest version of the
    /// same module.
    default ReplayVerdict replay(Path file) {
        return replay(file, Optional.empty());
    }

    /// Runs a recording again.
    ///
    /// @param wasm the module to run; empty for one that stands here
    ReplayVerdict replay(Path file, Optional<byte[]> wasm);
}
