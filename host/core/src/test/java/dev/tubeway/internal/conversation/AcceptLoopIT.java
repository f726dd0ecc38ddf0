package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.TubewayException;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.socket.SocketLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AcceptLoopIT {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private static int readByte(SocketChannel channel) throws IOException {
        return channel.read(ByteBuffer.allocate(1));
    }

    private static AcceptLoop.Source failing(ServerSocketChannel server) {
        AtomicInteger failures = new AtomicInteger(3);
        return new AcceptLoop.Source() {
            @Override
            public @Nullable SocketChannel accept() throws IOException {
                if (failures.getAndDecrement() > 0) {
                    throw new IOException("Too many open files");
                }
                return server.accept();
            }

            @Override
            public void close() throws IOException {
                server.close();
            }
        };
    }

    @Test
    void goesOnAfterAcceptsThatFail() throws Exception {
        ServerSocketChannel server = AcceptLoop.bind(ANY_PORT);
        BlockingQueue<InetSocketAddress> clients = new LinkedBlockingQueue<>();
        try (AcceptLoop loop = new AcceptLoop(failing(server), false);
                SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            loop.start("test", 10, (socket, from) -> clients.add(from));
            assertEquals(client.getLocalAddress(), Until.next(clients));
        }
    }

    @Test
    void goesOnAfterAcceptsThatFailOnTheSocketsThread() throws Exception {
        ServerSocketChannel server = AcceptLoop.bind(ANY_PORT);
        BlockingQueue<InetSocketAddress> clients = new LinkedBlockingQueue<>();
        try (SocketLoop sockets = new SocketLoop();
                AcceptLoop loop = new AcceptLoop(failing(server), server, false);
                SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
            loop.startQuick(sockets, (socket, from) -> clients.add(from));
            assertEquals(client.getLocalAddress(), Until.next(clients));
            assertThrows(IllegalStateException.class, () -> loop.startQuick(sockets, (socket, from) -> {}));
        }
    }

    @Test
    void aClientThatCannotBeServedLeavesTheSocketsThreadToTheNext() throws Exception {
        ServerSocketChannel server = AcceptLoop.bind(ANY_PORT);
        try (SocketLoop sockets = new SocketLoop();
                AcceptLoop loop = AcceptLoop.over(server, false)) {
            loop.startQuick(sockets, (socket, from) -> {
                throw new IllegalStateException("planted");
            });
            for (int i = 0; i < 3; i++) {
                try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                    assertEquals(-1, readByte(client));
                }
            }
        }
    }

    @Test
    void waitsForNobodyOnceClosedOrOnceTheSocketsThreadHasEnded() throws Exception {
        SocketLoop ended = new SocketLoop();
        ended.close();
        ServerSocketChannel server = AcceptLoop.bind(ANY_PORT);
        try (AcceptLoop loop = AcceptLoop.over(server, false)) {
            loop.startQuick(ended, (socket, from) -> {});
            assertFalse(server.isOpen());
        }
        try (SocketLoop sockets = new SocketLoop()) {
            AcceptLoop closed = AcceptLoop.over(AcceptLoop.bind(ANY_PORT), false);
            closed.close();
            closed.startQuick(sockets, (socket, from) -> {});
            closed.close();
        }
    }

    @Test
    void closesAClientWhoseHandlerFailsAndServesTheNext() throws Exception {
        ServerSocketChannel server = AcceptLoop.bind(ANY_PORT);
        try (AcceptLoop loop = AcceptLoop.over(server, false)) {
            loop.start("test", 10, (socket, from) -> {
                throw new IOException("lost");
            });
            for (int i = 0; i < 3; i++) {
                try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                    assertEquals(-1, readByte(client));
                }
            }
            Until.holds("no handler at work", () -> loop.clients() == 0);
        }
    }

    @Test
    void closesOneClientMoreThanAllowed() throws Exception {
        ServerSocketChannel server = AcceptLoop.bind(ANY_PORT);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (AcceptLoop loop = AcceptLoop.over(server, false);
                SocketChannel first = SocketChannel.open(server.getLocalAddress())) {
            loop.start("test", 1, (socket, from) -> {
                held.countDown();
                try {
                    socket.read(ByteBuffer.allocate(1));
                } finally {
                    ended.countDown();
                }
            });
            held.await();
            try (SocketChannel second = SocketChannel.open(server.getLocalAddress())) {
                assertEquals(-1, readByte(second));
            }
            assertEquals(1, loop.clients());
            assertTrue(first.isConnected());
        }
        ended.await();
    }

    @Test
    void startsOnceAndNeverAfterAClose() {
        AcceptLoop loop = AcceptLoop.over(AcceptLoop.bind(ANY_PORT), false);
        loop.start("test", 1, (socket, from) -> {});
        assertThrows(IllegalStateException.class, () -> loop.start("test", 1, (socket, from) -> {}));
        loop.close();
        AcceptLoop closed = AcceptLoop.over(AcceptLoop.bind(ANY_PORT), false);
        closed.close();
        closed.start("test", 1, (socket, from) -> {});
        closed.close();
    }

    @Test
    void welcomesOthersOnlyWhereToldTo() {
        InetAddress other = InetAddress.ofLiteral("192.0.2.1");
        assertFalse(AcceptLoop.isWelcome(other, false));
        assertTrue(AcceptLoop.isWelcome(other, true));
        assertTrue(AcceptLoop.isWelcome(InetAddress.ofLiteral("127.0.0.9"), false));
        assertTrue(AcceptLoop.isWelcome(InetAddress.ofLiteral("::1"), false));
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        try (ServerSocketChannel server = AcceptLoop.bind(ANY_PORT)) {
            InetSocketAddress taken = (InetSocketAddress) server.getLocalAddress();
            TubewayException e = assertThrows(TubewayException.class, () -> AcceptLoop.bind(taken));
            assertEquals(TubewayException.Problem.LISTEN_FAILED, e.problem());
            assertTrue(e.toString().contains("the port is taken"), e.toString());
            assertTrue(e.toString().contains("127.0.0.1:" + taken.getPort()), e.toString());
        }
    }

    @Test
    void saysThatAnAddressIsNotOfThisMachine() {
        var foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
        TubewayException e = assertThrows(TubewayException.class, () -> AcceptLoop.bind(foreign));
        assertEquals(TubewayException.Problem.LISTEN_FAILED, e.problem());
        assertTrue(e.toString().contains("no address of this machine"), e.toString());
    }

    @Test
    void saysThatAPortNeedsAPrivilege() {
        var low = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80);
        String message = AcceptLoop.listenFailure(low, "Permission denied", true);
        assertTrue(message.contains("below 1024 need a privilege"), message);
        assertTrue(message.endsWith("local_listen_addr=127.0.0.1:80"), message);
        assertTrue(AcceptLoop.listenFailure(low, "Address already in use", true).contains("the port is taken"));
    }
}
