package dev.tubeway.spi;

import java.util.Objects;
import java.util.Optional;

/// One SSH connection: first the server shows its key, then somebody logs in, then channels are opened.
///
/// Threading: any thread; no method waits.
/// Ownership: closing it closes its channels and its socket.
public interface SshConnection extends AutoCloseable {

    State state();

    /// The server's key, once the state is beyond [State.Connecting].
    Optional<HostKey> hostKey();

    /// What the server said to everybody; empty before, and where it said nothing.
    String banner();

    /// Begins to log in. In the state [State.Verified] only.
    void authenticate(Credentials credentials);

    /// Answers the question. In the state [State.Asking] only; empty: there is no answer.
    void answer(Optional<String> answer);

    /// Lends the server the key that logged in: channels that are opened from now on may use it.
    void lendKeys();

    /// Opens a channel. In the state [State.Authenticated] only.
    ///
    /// @param changed told, on any thread, whenever something became possible on the channel
    SshChannel open(SshChannel.Request request, Runnable changed);

    @Override
    void close();

    /// Where a connection stands.
    sealed interface State {
        /// Its key is not known yet.
        record Connecting() implements State {}

        /// The server's key holds; [#authenticate] is next.
        record Verified() implements State {}

        /// The server judges.
        record Authenticating() implements State {}

        /// The server, or a key, asks; [#answer] is next.
        record Asking(Question question) implements State {}

        /// Channels can be opened.
        record Authenticated() implements State {}

        /// It is over.
        ///
        /// @param why for people; no credential is in it
        record Failed(Failure failure, String why) implements State {}
    }

    /// Why a connection is over.
    enum Failure {
        /// The server's key does not hold.
        HOST_KEY,
        /// The server takes none of the credentials.
        CREDENTIALS,
        /// The private key cannot be read.
        PRIVATE_KEY,
        /// No algorithm in common, or the peer broke the protocol.
        PROTOCOL,
        /// The server, or the network, closed the connection.
        CLOSED,
        /// The far server does not connect on.
        REFUSED,
        /// This side failed.
        FAULT
    }

    /// What is asked.
    enum Kind {
        PASSWORD,
        PASSPHRASE,
        NEW_PASSWORD,
        /// Whatever the server wants to know.
        PROMPT
    }

    /// @param attempt     which time this is asked, from 1
    /// @param title       of the question, may be empty
    /// @param instruction may be empty and may have several lines
    /// @param text        the question
    /// @param echo        whether the answer may be seen
    record Question(Kind kind, int attempt, String title, String instruction, String text, boolean echo) {}

    /// What opens a door. Nothing of it is ever logged or told.
    ///
    /// @param privateKey OpenSSH or PEM
    record Credentials(
            String username, Optional<String> password, Optional<String> privateKey, Optional<String> passphrase) {
        public Credentials {
            Objects.requireNonNull(username, "username");
        }

        @Override
        public String toString() {
            return "Credentials[username=" + username + "]";
        }
    }

    /// @param algorithm   such as `ssh-ed25519`
    /// @param fingerprint `SHA256:…`
    /// @param key         base64, as in `known_hosts`
    record HostKey(String algorithm, String fingerprint, String key, Trust trust) {}

    /// Why a key holds.
    enum Trust {
        /// The connection's settings name it.
        PINNED,
        /// `known_hosts` holds it.
        KNOWN,
        /// It was the server's first.
        FIRST,
        /// Any key is taken.
        ACCEPTED
    }
}
