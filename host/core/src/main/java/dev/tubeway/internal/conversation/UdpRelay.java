package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The dialling end of one UDP association: sends the client's datagrams to where the [Target] admits them,
/// and hands back what is answered.
///
/// Each client address has a socket of its own, [UdpFlow], so that answers find their way. Datagrams are
/// dropped where there is no room or no admission, as UDP is.
///
/// Threading: any thread.
/// Ownership: owns its sockets; [#close()] frees them.
public final class UdpRelay implements AutoCloseable {

    /// Client addresses of an association at once.
    public static final int MAX_CLIENTS = 16;

    /// How long a client's socket stays open without a datagram in either direction.
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private static final System.Logger LOG = System.getLogger(UdpRelay.class.getName());

    private final Target target;
    private final Answers answers;
    private final int maxClients;
    private final Duration idleTimeout;
    private final Map<InetSocketAddress, UdpFlow> flows = new ConcurrentHashMap<>();
    private boolean closed;

    /// Told of what comes back.
    public interface Answers {
        /// Called on a virtual thread of the client's socket, which may block here.
        ///
        /// @param client whom it is for
        /// @param packet a SOCKS5 UDP packet (RFC 1928 section 7), valid only inside the call
        void onAnswer(InetSocketAddress client, ByteBuffer packet);
    }

    /// @param target asked for each destination
    public UdpRelay(Target target, Answers answers) {
        this(target, answers, MAX_CLIENTS, IDLE_TIMEOUT);
    }

    UdpRelay(Target target, Answers answers, int maxClients, Duration idleTimeout) {
        this.target = target;
        this.answers = answers;
        this.maxClients = maxClients;
        this.idleTimeout = idleTimeout;
    }

    /// Sends a datagram for a client. Returns at once; nothing after a close.
    ///
    /// @param client the client's address on the far side; answers carry it
    /// @param data   payload, position to limit; copied
    public void send(InetSocketAddress client, String host, int port, ByteBuffer data) {
        UdpFlow flow = flows.get(client);
        if (flow == null) {
            Optional<UdpFlow> opened = open(client);
            if (opened.isEmpty()) {
                return;
            }
            flow = opened.get();
        }
        flow.send(host, port, data);
    }

    /// Client addresses that have a socket now.
    public int clients() {
        return flows.size();
    }

    /// Frees every socket; idempotent.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        flows.values().forEach(UdpFlow::close);
    }

    private synchronized Optional<UdpFlow> open(InetSocketAddress client) {
        UdpFlow present = flows.get(client);
        if (present != null) {
            return Optional.of(present);
        }
        if (closed || flows.size() >= maxClients) {
            return Optional.empty();
        }
        try {
            UdpFlow flow = UdpFlow.open(
                    target,
                    packet -> answers.onAnswer(client, packet),
                    idleTimeout,
                    ended -> flows.remove(client, ended));
            flows.put(client, flow);
            flow.start();
            return Optional.of(flow);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "no datagram socket could be opened: reason={0}",
                    CloseReason.of(CloseReason.Kind.ERROR, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }
}
