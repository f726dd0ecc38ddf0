package dev.tubeway.server.demo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// The demo shell over telnet: it echoes, and asks for the size of the window.
///
/// Ownership: closing it ends its sessions.
/// Source: RFC 854, RFC 1073 (window size).
final class DemoTelnet implements AutoCloseable {
    private static final int MOST_SESSIONS = 100;
    private static final int IAC = 255;
    private static final int WILL = 251;
    private static final int DONT = 254;
    private static final int DO = 253;
    private static final int BEGIN = 250;
    private static final int END = 240;
    private static final int ECHO = 1;
    private static final int SUPPRESS_GO_AHEAD = 3;
    private static final int WINDOW_SIZE = 31;

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MOST_SESSIONS);

    private DemoTelnet(ServerSocket server) {
        this.server = server;
    }

    static DemoTelnet start(InetAddress address) throws IOException {
        var telnet = new DemoTelnet(new ServerSocket(0, 50, address));
        var _ = Thread.ofVirtual().name("demo-telnet").start(telnet::accept);
        return telnet;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                if (room.tryAcquire()) {
                    var _ = Thread.ofVirtual().name("demo-telnet").start(() -> serve(socket));
                } else {
                    gone(socket);
                }
            } catch (IOException e) {
                // It is closed, or the person was gone before they were there.
            }
        }
    }

    private void serve(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(new byte[] {
                (byte) IAC,
                (byte) WILL,
                ECHO,
                (byte) IAC,
                (byte) WILL,
                SUPPRESS_GO_AHEAD,
                (byte) IAC,
                (byte) DO,
                WINDOW_SIZE
            });
            var keys = new Keys(new BufferedInputStream(socket.getInputStream()));
            var terminal = new DemoTerminal(keys, socket.getOutputStream(), keys::columns, keys::rows);
            keys.onResize(terminal::resized);
            var _ = new DemoShell(terminal).run();
        } catch (IOException e) {
            // The person has gone.
        } finally {
            room.release();
            gone(socket);
        }
    }

    private void gone(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
        sockets.forEach(this::gone);
    }

    /// What is typed, without telnet's commands.
    private static final class Keys implements DemoTerminal.Keyboard {
        private final InputStream in;
        private volatile int columns = 80;
        private volatile int rows = 24;
        private volatile Runnable resized = () -> {};
        private boolean afterReturn;

        Keys(InputStream in) {
            this.in = in;
        }

        void onResize(Runnable listener) {
            resized = listener;
        }

        int columns() {
            return columns;
        }

        int rows() {
            return rows;
        }

        @Override
        public int next() throws IOException {
            while (true) {
                int next = in.read();
                boolean filler = afterReturn && (next == 0 || next == '\n');
                afterReturn = next == '\r';
                if (next != IAC) {
                    if (!filler) {
                        return next;
                    }
                    continue;
                }
                int command = in.read();
                if (command == IAC || command < 0) {
                    return command;
                }
                if (command == BEGIN) {
                    subnegotiation();
                } else if (command >= WILL && command <= DONT) {
                    var _ = in.read();
                }
            }
        }

        private void subnegotiation() throws IOException {
            int option = in.read();
            int[] bytes = new int[4];
            int count = 0;
            while (true) {
                int next = in.read();
                if (next == IAC) {
                    next = in.read();
                    if (next == END) {
                        break;
                    }
                }
                if (next < 0) {
                    return;
                }
                if (count < bytes.length) {
                    bytes[count] = next;
                }
                count++;
            }
            if (option == WINDOW_SIZE && count == bytes.length) {
                columns = Math.max(1, bytes[0] << 8 | bytes[1]);
                rows = Math.max(1, bytes[2] << 8 | bytes[3]);
                resized.run();
            }
        }
    }
}
