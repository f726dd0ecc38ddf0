package dev.tubeway.bench;

import java.io.IOException;
import java.util.Map;

/// What sessions reach, by the parameters that lead there.
///
/// All that shows a prompt tells first that it does, by a pipe that it opens and closes; its name is a word of the
/// target's.
///
/// Threading: any thread.
/// Ownership: owns its listeners, processes and files.
sealed interface SessionTarget extends AutoCloseable permits TelnetTarget, SshTarget {
    /// The reference's words that open and close a pipe.
    String PIPE = "\u001b]482202;%s\u0007\u001b]482203;\u0007";

    /// What a server calls the module that reaches it.
    String protocol();

    /// Shows a prompt and waits.
    Map<String, String> waiting() throws IOException;

    /// Shows what is typed.
    Map<String, String> echoing() throws IOException;

    /// Pours text, and ends.
    ///
    /// @param bytes at least so many
    Map<String, String> pouring(Text text, long bytes) throws IOException;

    @Override
    void close() throws IOException;
}
