package dev.tubeway.session;

import dev.tubeway.module.ModuleAccounts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A session as it stands.
///
/// Threading: immutable; a picture of one moment.
///
/// @param id            what a client joins by: `$` and a UUID
/// @param protocol      what its client selected: `telnet`
/// @param module        name of the module that runs it
/// @param moduleVersion version of the module
/// @param target        what it reaches: `db.internal:23`; empty where it has none
/// @param state         where it stands
/// @param started       when it began
/// @param width         of the picture, pixels
/// @param height        of the picture, pixels
/// @param clients       who looks at it, in the order they came
/// @param bytesIn       received from all its clients, those that left included
/// @param bytesOut      sent to all its clients, those that left included
/// @param accounts      what its module used; empty before it runs
public record SessionInfo(
        String id,
        String protocol,
        String module,
        String moduleVersion,
        String target,
        State state,
        Instant started,
        int width,
        int height,
        List<ClientInfo> clients,
        long bytesIn,
        long bytesOut,
        Optional<ModuleAccounts> accounts) {

    public SessionInfo {
        clients = List.copyOf(clients);
    }

    /// Where a session stands.
    public enum State {
        /// No client has come yet; the module does not run.
        WAITING,
        /// The client is asked for parameters; the module does not run yet.
        ASKING,
        /// The module runs.
        RUNNING,
        /// It was ended; the module is given time to return.
        ENDING,
        /// It is over.
        ENDED
    }
}
