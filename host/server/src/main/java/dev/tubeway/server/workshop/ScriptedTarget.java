package dev.tubeway.server.workshop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A server on loopback that does what a check has it do.
///
/// Threading: any thread; each connection has one of its own.
/// Ownership: closing it closes its connections.
final class ScriptedTarget implements AutoCloseable {

    /// What becomes of a connection; it is closed when this returns.
    @FunctionalInterface
    interface Script {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /// Is done when the module connects.
    final CompletableFuture<Void> reached = new CompletableFuture<>();

    private final CountDownLatch done = new CountDownLatch(1);

    ScriptedTarget(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("scripted-target").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /// Whether the script of the first connection came to its end in time.
    boolean awaitDone(long seconds) throws InterruptedException {
        return done.await(seconds, TimeUnit.SECONDS);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                reached.complete(null);
                var _ = Thread.ofVirtual().name("scripted-connection").start(() -> serve(socket));
            } catch (IOException e) {
                // Closed: the check is over.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.serve(socket);
        } catch (IOException e) {
            // The module went away first, as it may.
        } finally {
            open.remove(socket);
            done.countDown();
        }
    }

    /// Reads and forgets, until the module closes.
    static void drain(Socket socket) throws IOException {
        byte[] bytes = new byte[16 << 10];
        int n;
        do {
            n = socket.getInputStream().read(bytes);
        } while (n >= 0);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
