package dev.tubeway.internal.conversation;

import dev.tubeway.TubewayException;
import dev.tubeway.internal.dial.Host;
import dev.tubeway.internal.socket.SocketLoop;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Takes clients from a bound socket and has each served, until it is closed.
///
/// An accept that fails, mostly for want of file descriptors, is tried again after a pause that grows to a
/// second.
///
/// Threading: any thread.
/// Ownership: owns the bound socket and the threads. Closing interrupts the threads, which ends their
/// reads and waits.
final class AcceptLoop implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AcceptLoop.class.getName());
    private static final int BACKLOG = 1024;
    private static final int FIRST_PAUSE_MILLIS = 10;
    private static final int LONGEST_PAUSE_MILLIS = 1000;
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    /// Clients that the sockets' thread takes before it looks at what else there is.
    private static final int AT_ONCE = 16;

    private final Source source;
    private final @Nullable ServerSocketChannel server;
    private final boolean anyClient;
    private final Set<Thread> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile @Nullable Thread acceptor;
    private volatile SocketLoop.@Nullable Welcome welcome;

    /// The sockets' thread's own.
    private int loopPause;

    /// Where clients come from; the server socket, but for tests.
    interface Source extends Closeable {
        /// The next client; null where there is none and the socket does not wait.
        @Nullable
        SocketChannel accept() throws IOException;
    }

    /// What is done for a client, on a thread of its own.
    interface Handler {
        /// Ownership: an exception gives the client back, which is closed then.
        void handle(SocketChannel client, InetSocketAddress from) throws IOException, InterruptedException;
    }

    /// @param anyClient  takes clients from other machines; otherwise from loopback only
    AcceptLoop(Source source, boolean anyClient) {
        this(source, null, anyClient);
    }

    /// @param server the socket behind the source; null where only a thread of its own can wait for it
    AcceptLoop(Source source, @Nullable ServerSocketChannel server, boolean anyClient) {
        this.source = source;
        this.server = server;
        this.anyClient = anyClient;
    }

    /// A loop over a server socket.
    static AcceptLoop over(ServerSocketChannel server, boolean anyClient) {
        Source source = new Source() {
            @Override
            public @Nullable SocketChannel accept() throws IOException {
                return server.accept();
            }

            @Override
            public void close() throws IOException {
                server.close();
            }
        };
        return new AcceptLoop(source, server, anyClient);
    }

    /// Binds a server socket.
    ///
    /// Errors: LISTEN_FAILED that names the address and the cure.
    static ServerSocketChannel bind(InetSocketAddress listen) {
        ServerSocketChannel server = null;
        try {
            server = ServerSocketChannel.open(
                    listen.getAddress() instanceof Inet4Address
                            ? StandardProtocolFamily.INET
                            : StandardProtocolFamily.INET6);
            server.bind(listen, BACKLOG);
            return server;
        } catch (IOException | UnsupportedOperationException e) {
            closeQuietly(server);
            throw new TubewayException(
                    TubewayException.Problem.LISTEN_FAILED,
                    listenFailure(listen, String.valueOf(e.getMessage()), isLocal(listen.getAddress())),
                    e);
        }
    }

    /// Says what a failed bind means and what to do.
    static String listenFailure(InetSocketAddress listen, String message, boolean local) {
        String words = message.toLowerCase(Locale.ROOT);
        String label = Host.label(listen.getAddress(), listen.getPort());
        String cure;
        if (!local || words.contains("cannot assign")) {
            cure = "it is no address of this machine; take one that it has, or 127.0.0.1";
        } else if (words.contains("denied") || words.contains("not permitted")) {
            cure = listen.getPort() < 1024
                    ? "ports below 1024 need a privilege; take a higher one, or 0 for any"
                    : "this account may not listen there";
        } else if (words.contains("in use")) {
            cure = "the port is taken; end what listens there, or take another port, or 0 for any";
        } else {
            cure = message;
        }
        return "cannot listen on " + label + ": " + cure + ": local_listen_addr=" + label;
    }

    /// Begins to accept, and gives each client a thread; once. Nothing after a close.
    ///
    /// @param maxClients handlers at work at once; one more client is closed
    void start(String name, int maxClients, Handler handler) {
        begin(name, (client, from) -> {
            if (clients.size() >= maxClients) {
                LOG.log(System.Logger.Level.DEBUG, "client refused: as many as allowed are waiting: client={0}", from);
                closeQuietly(client);
                return;
            }
            Thread thread = Thread.ofVirtual().name(name + "-client").unstarted(() -> serve(client, from, handler));
            clients.add(thread);
            thread.start();
        });
    }

    /// Begins to accept on the thread that watches sockets, which hands each client over to what needs no waiting;
    /// once.
    /// Nothing after a close.
    ///
    /// A virtual thread that waits for clients is woken by the one that polls for all of them, and that one by the
    /// kernel; here the kernel wakes the thread that goes on with the client's bytes.
    void startQuick(SocketLoop sockets, Handler handler) {
        if (server == null || welcome != null) {
            throw new IllegalStateException("started already, or no socket: started=" + (welcome != null));
        }
        try {
            SocketLoop.Welcome watched = sockets.welcome(
                    server, ready -> acceptReady(ready, (client, from) -> serve(client, from, handler)));
            welcome = watched;
            if (closed) {
                letGo(watched);
            }
        } catch (IOException e) {
            // Closed meanwhile, or the gateway is: nobody is to come in.
            LOG.log(System.Logger.Level.DEBUG, "no client is waited for: reason={0}", e.getMessage());
            closeQuietly(source);
        }
    }

    private void begin(String name, BiConsumer<SocketChannel, InetSocketAddress> welcomed) {
        if (acceptor != null) {
            throw new IllegalStateException("started already: name=" + name);
        }
        Thread thread = Thread.ofVirtual().name(name + "-accept").unstarted(() -> run(welcomed));
        acceptor = thread;
        if (!closed) {
            thread.start();
        }
    }

    /// Ends all threads, and returns once nothing listens any more, so that the port can be bound again.
    /// Idempotent.
    @Override
    public void close() {
        closed = true;
        closeQuietly(source);
        clients.forEach(Thread::interrupt);
        SocketLoop.Welcome watched = welcome;
        if (watched != null) {
            letGo(watched);
        }
        Thread thread = acceptor;
        if (thread == null || thread.equals(Thread.currentThread())) {
            return;
        }
        thread.interrupt();
        try {
            // A socket on which a virtual thread waits is freed by that thread, not by the close.
            if (thread.getState() != Thread.State.NEW && !thread.join(LONGEST_END)) {
                LOG.log(System.Logger.Level.ERROR, "an accept loop does not end: thread={0}", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void letGo(SocketLoop.Welcome watched) {
        try {
            if (!watched.close(LONGEST_END)) {
                LOG.log(System.Logger.Level.ERROR, "a server socket is not let go of");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Handlers at work.
    int clients() {
        return clients.size();
    }

    private void run(BiConsumer<SocketChannel, InetSocketAddress> welcomed) {
        int pause = 0;
        while (!closed) {
            try {
                SocketChannel client = source.accept();
                pause = 0;
                if (client != null) {
                    welcome(client, welcomed);
                }
            } catch (IOException e) {
                if (closed) {
                    return;
                }
                pause = pauseAfter(pause, e);
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private void acceptReady(SocketLoop.Welcome ready, BiConsumer<SocketChannel, InetSocketAddress> welcomed) {
        try {
            for (int i = 0; i < AT_ONCE && !closed; i++) {
                SocketChannel client = source.accept();
                loopPause = 0;
                if (client == null) {
                    return;
                }
                welcome(client, welcomed);
            }
        } catch (IOException e) {
            if (closed) {
                return;
            }
            loopPause = pauseAfter(loopPause, e);
            int millis = loopPause;
            ready.pause();
            Thread.ofVirtual().name("accept-again").start(() -> {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
                ready.resume();
            });
        }
    }

    private static int pauseAfter(int pause, IOException e) {
        if (pause == 0) {
            LOG.log(System.Logger.Level.WARNING, "accept failed and is tried again", e);
        }
        return Math.clamp(pause * 2L, FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    }

    private void welcome(SocketChannel client, BiConsumer<SocketChannel, InetSocketAddress> welcomed) {
        InetSocketAddress from;
        try {
            from = (InetSocketAddress) client.getRemoteAddress();
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        } catch (IOException e) {
            closeQuietly(client);
            return;
        }
        if (!isWelcome(from.getAddress(), anyClient)) {
            LOG.log(System.Logger.Level.DEBUG, "client refused: it is on another machine: client={0}", from);
            closeQuietly(client);
            return;
        }
        welcomed.accept(client, from);
    }

    private void serve(SocketChannel client, InetSocketAddress from, Handler handler) {
        boolean handled = false;
        try {
            if (!closed) {
                handler.handle(client, from);
                handled = true;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "client lost: client={0} reason={1}", from, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a client could not be served", e);
        } finally {
            clients.remove(Thread.currentThread());
            if (!handled) {
                closeQuietly(client);
            }
        }
    }

    /// Whether a client may come in from there.
    static boolean isWelcome(InetAddress from, boolean anyClient) {
        return anyClient || from.isLoopbackAddress();
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    static void closeQuietly(@Nullable Closeable closeable) {
        if (closeable == null) {
            return;
        }
        try {
            closeable.close();
        } catch (IOException e) {
            // What was to be closed is closed all the same.
        }
    }
}
