package dev.tubeway.server.cli;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A TCP server on loopback that sends back what it gets; the demo's target.
///
/// Ownership: closing it ends the listening; connections end with their clients.
final class EchoTarget implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EchoTarget.class.getName());

    private final ServerSocket server;

    EchoTarget() throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("echo-accept").start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("echo").start(() -> echo(socket));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "echo target: no more clients", e);
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "echo target: a client went away", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
