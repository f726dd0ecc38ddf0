package dev.tubeway.webrtc.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A TCP target; a handler serves each client, on a virtual thread.
final class Server implements AutoCloseable {
    interface Handler {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    Server(InetAddress address, Handler handler) throws IOException {
        socket = new ServerSocket(0, 200, address);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket client = socket.accept();
                    clients.add(client);
                    Thread.ofVirtual().start(() -> serve(client, handler));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    Server(Handler handler) throws IOException {
        this(InetAddress.getLoopbackAddress(), handler);
    }

    private static void serve(Socket client, Handler handler) {
        try (client) {
            handler.serve(client);
        } catch (IOException e) {
            // The test looks at the other end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Server echo(InetAddress address) throws IOException {
        return new Server(address, client -> client.getInputStream().transferTo(client.getOutputStream()));
    }

    static Server echo() throws IOException {
        return echo(InetAddress.getLoopbackAddress());
    }

    int port() {
        return socket.getLocalPort();
    }

    /// A port of that address where nobody listens.
    static int nobody(InetAddress address) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, address)) {
            return taken.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : clients) {
            client.close();
        }
    }
}
