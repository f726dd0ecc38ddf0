package dev.tubeway.internal.module;

import dev.tubeway.internal.display.Display;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a running module reaches of its session. The session implements it.
///
/// Threading: the module's thread only, except where it says otherwise. No method waits, except [#dial]
/// and [#awaitTarget].
public interface ModuleHost {

    /// Names the session in logs.
    String sessionId();

    /// Called once before the module's first instruction.
    ///
    /// @param waker   to be woken when an event was queued
    /// @param handles gives streams from the client their handles
    void attach(Waker waker, Handles handles);

    /// What the session shows.
    Display display();

    /// Takes the next event, if it fits: writes the record and returns its length. Where `capacity` is too
    /// small, returns the length and keeps the event. A STREAM event gets its handle from [Handles#adopt] when
    /// it is taken. Once the session is cancelled, the one event left is END; it is given once, then AGAIN.
    ///
    /// Shape: the event record of the ABI, little-endian.
    /// Errors: AGAIN where none is queued.
    int event(byte[] target, int offset, int capacity);

    /// Whether [#event] would give one.
    boolean hasEvent();

    /// What the session was given for a parameter that is not secret; the default is the runtime's.
    Optional<String> parameter(String name);

    /// What the session was given for a secret parameter, or a credential of its target.
    Optional<String> secret(String name);

    /// Asks the client for values; they come as PARAM events.
    ///
    /// Errors: UNSUPPORTED where no client can be asked.
    int require(List<String> names);

    /// What the session reaches.
    SessionTarget target();

    /// Connects. Blocks on the module's virtual thread; an interrupt ends it with CANCELLED.
    ///
    /// @param destination `host:port`; empty for the session's target. The runtime has checked the capability,
    ///                    the session checks the address
    Dialled dial(String destination, Duration timeout);

    /// Waits for the session's target to connect by itself, at its port. Blocks as [#dial] does.
    Dialled awaitTarget(Duration timeout);

    /// Whether a destination may be reached through another host, which looks up its name and dials it: 0, or
    /// DENIED, or NOT_FOUND where it is none.
    ///
    /// @param destination `host:port`; empty for the session's target
    int reach(String destination);

    /// Opens a stream to the client: a file, a clipboard, a pipe, audio, by the ABI's number of its purpose.
    Opened openStream(int purpose, String type, String name);

    /// Shows a text to the person.
    int message(String text);

    /// Takes a line the module logged, after the runtime's limit. The level is the ABI's.
    void log(int level, String text);

    /// @param protocol what the client selected: `telnet`
    /// @param host     empty where the session has none
    /// @param port     0 where it is the protocol's usual one
    record SessionTarget(String protocol, String host, int port) {}

    /// What became of a dial.
    sealed interface Dialled {
        /// @param channel connected; the runtime owns it from now on
        /// @param label   the destination for people
        /// @param name    the name that was dialled, for TLS: never an address that was looked up
        record Connected(SocketChannel channel, String label, String name) implements Dialled {}

        /// @param stream something other than a socket that reaches the destination
        record Tunnelled(HostStream stream, String name) implements Dialled {}

        /// @param status REFUSED, UNREACHABLE, DENIED, NOT_FOUND, AGAIN (no answer in time), CANCELLED
        record Failed(int status, String why) implements Dialled {}
    }

    /// What became of opening a stream to the client.
    sealed interface Opened {
        record Stream(HostStream stream) implements Opened {}

        /// @param status UNSUPPORTED, DENIED, CLOSED, LIMIT
        record Failed(int status) implements Opened {}
    }

    /// Gives handles. Threading: the module's thread, so from inside [ModuleHost#event].
    interface Handles {
        /// A handle for a stream; LIMIT where there are too many. The runtime owns the stream from now on, and
        /// closes it at once after LIMIT.
        int adopt(HostStream stream);
    }
}
