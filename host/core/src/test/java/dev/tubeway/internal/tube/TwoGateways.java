package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.GatewayListener.Event;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Two gateways joined in memory: the near one listens, the far one dials.
final class TwoGateways implements AutoCloseable {
    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final MemoryTransport nearTransport;
    final MemoryTransport farTransport;
    final Gateway near;
    final Gateway far;
    final List<Event> nearEvents = new CopyOnWriteArrayList<>();
    final List<Event> farEvents = new CopyOnWriteArrayList<>();

    private final boolean older;

    /// @param older takes the announcement of Tubeway out of the descriptions, so that each side takes the other for an
    ///              older peer
    TwoGateways(GatewayConfig config, boolean older) {
        this.older = older;
        nearTransport = new MemoryTransport();
        farTransport = new MemoryTransport();
        near = Gateway.start(config, nearTransport);
        far = Gateway.start(config, farTransport);
        near.subscribe(nearEvents::add);
        far.subscribe(farEvents::add);
    }

    TwoGateways() {
        this(GatewayConfig.defaults(), false);
    }

    /// A ready pair of tubes; the listening side made the offer.
    record Pair(Tube near, Tube far) {
        InetSocketAddress entrance() {
            return near.localListenAddress().orElseThrow();
        }

        Socket connect() throws IOException {
            Socket socket = new Socket();
            socket.connect(entrance());
            socket.setSoTimeout(20_000);
            return socket;
        }
    }

    Pair tunnelTo(int port) throws InterruptedException {
        return join(
                new Conversation.TunnelListener(ANY_PORT, false),
                new Conversation.TunnelDialler(InetAddress.getLoopbackAddress().getHostAddress(), port));
    }

    Pair join(Conversation listener, Conversation dialler) throws InterruptedException {
        Tube offering = near.createTube(TubeRequest.offer("test", listener));
        Tube answering = far.createTube(
                TubeRequest.answer("test", dialler, passed(offering.offer().orElseThrow())));
        offering.acceptAnswer(passed(answering.answer().orElseThrow()));
        if (!offering.awaitReady(Duration.ofSeconds(20)) || !answering.awaitReady(Duration.ofSeconds(20))) {
            throw new IllegalStateException("not ready: near=" + offering.status() + " far=" + answering.status());
        }
        return new Pair(offering, answering);
    }

    private String passed(String description) {
        return older
                ? Descriptions.encode(Descriptions.decode(description).replaceAll("a=tubeway:.*\r\n", ""))
                : description;
    }

    MemoryTransport.Channel nearChannel() {
        return nearTransport.peers.getLast().channels.getFirst();
    }

    MemoryTransport.Channel farChannel() {
        return farTransport.peers.getLast().channels.getFirst();
    }

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("did not happen in 20 s: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        near.close();
        far.close();
        until("near has no buffer in use", () -> near.stats().buffersInUseBytes() == 0);
        until("far has no buffer in use", () -> far.stats().buffersInUseBytes() == 0);
        if (near.stats().connectionsOpen() != 0 || far.stats().connectionsOpen() != 0) {
            throw new AssertionError("connections are left: near=" + near.stats() + " far=" + far.stats());
        }
    }

    static CloseReason reason(CloseReason.Kind kind) {
        return CloseReason.of(kind);
    }

    /// A TCP server whose clients are served by a handler each on a virtual thread.
    static final class Server implements AutoCloseable {
        interface Handler {
            void serve(Socket socket) throws IOException;
        }

        final ServerSocket socket;
        final List<Socket> clients = new CopyOnWriteArrayList<>();

        Server(Handler handler) throws IOException {
            socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try {
                        Socket client = socket.accept();
                        clients.add(client);
                        Thread.ofVirtual().start(() -> {
                            try (client) {
                                handler.serve(client);
                            } catch (IOException e) {
                                // The test looks at the other end.
                            }
                        });
                    } catch (IOException e) {
                        return;
                    }
                }
            });
        }

        static Server echo() throws IOException {
            return new Server(client -> client.getInputStream().transferTo(client.getOutputStream()));
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
