package dev.tubeway.bench;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One process under test that has tubes.
///
/// Errors: IOException where the process refuses or is gone.
/// Threading: any thread.
/// Ownership: owns its process; closing ends it.
interface End extends AutoCloseable {

    /// A tube that an end has made.
    ///
    /// @param sdp    its own description, base64
    /// @param listen `host:port` where clients connect to, if it listens
    record Made(String tubeId, String sdp, @Nullable String listen) {}

    /// @param offer the other end's, null to make one
    Made create(String conversation, Map<String, Object> settings, @Nullable String offer)
            throws IOException, InterruptedException;

    void accept(String tubeId, String answer) throws IOException, InterruptedException;

    /// Removes from `pending` the tubes that are ready now.
    void removeReady(Collection<String> pending) throws IOException, InterruptedException;

    void closeTube(String tubeId) throws IOException, InterruptedException;

    long pid();

    @Override
    void close();
}
