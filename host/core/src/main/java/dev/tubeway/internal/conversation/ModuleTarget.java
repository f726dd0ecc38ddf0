package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SocketDuplex;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/// Serves each connection by a module of this gateway.
///
/// A connection of a tube ends at a socket, so a pair of sockets of this machine stands between it and its
/// session: the pump with its credit and its half-closes stays the one there is.
///
/// Threading: as [Target].
final class ModuleTarget implements Target {

    private final String label;
    private final Consumer<Duplex> server;

    /// @param label  of the target, for people
    /// @param server serves a client to its end
    ModuleTarget(String label, Consumer<Duplex> server) {
        this.label = label;
        this.server = server;
    }

    @Override
    public Dial dial(byte[] tail, Duration timeout) {
        try {
            LocalPair pair = LocalPair.open();
            var words = new LastWords();
            var client = new SocketDuplex(pair.far(), words::heard);
            var _ = Thread.ofVirtual().name("tube-client").start(() -> server.accept(client));
            return new Dial.Connected(pair.near(), label, words::reason);
        } catch (IOException e) {
            return new Dial.Failed(
                    CloseReason.of(CloseReason.Kind.HANDLER_ERROR, "no pair of sockets: " + e.getMessage()));
        }
    }

    /// A session carries no datagrams.
    @Override
    public Datagram datagram(String host, int port) {
        return new Datagram.Denied(CloseReason.of(CloseReason.Kind.SERVER_REFUSE, "a session carries no datagrams"));
    }
}
