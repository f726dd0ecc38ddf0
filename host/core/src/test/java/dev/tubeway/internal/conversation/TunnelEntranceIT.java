package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Conversation;
import dev.tubeway.TubeLimits;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.socket.SocketLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TunnelEntranceIT {

    private final SocketLoop sockets = new SocketLoop();

    @AfterEach
    void endTheLoop() {
        sockets.close();
    }

    private Entrance entrance() {
        return Conversations.entrance(
                new Conversation.TunnelListener(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), false),
                TubeLimits.defaults(),
                sockets);
    }

    @Test
    void opensAtOnceForEachClientEvenForThoseThatCameBefore() throws Exception {
        FakeOpener opener = new FakeOpener(false);
        try (Entrance entrance = entrance();
                SocketChannel early = SocketChannel.open(entrance.localAddress())) {
            assertTrue(entrance.localAddress().getPort() > 0);
            entrance.start(opener);
            assertOpened(early, Until.next(opener.opened));
            try (SocketChannel late = SocketChannel.open(entrance.localAddress())) {
                assertOpened(late, Until.next(opener.opened));
            }
        }
    }

    private static void assertOpened(SocketChannel client, FakeOpener.Opened opened) throws Exception {
        assertEquals(client.getLocalAddress(), opened.client.getRemoteAddress());
        assertEquals(0, opened.tail.length);
        assertEquals("127.0.0.1:" + ((InetSocketAddress) client.getLocalAddress()).getPort(), opened.target);
        assertTrue(opened.started.get(20, TimeUnit.SECONDS));
        assertTrue(opened.client.getOption(StandardSocketOptions.TCP_NODELAY));
        assertTrue(opened.client.isBlocking());
        opened.client.close();
    }

    @Test
    void acceptsOnTheThreadThatReadsTheClient() throws Exception {
        FakeOpener opener = new FakeOpener(false);
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        opener.onForward = () -> threads.add(Thread.currentThread().getName());
        try (Entrance entrance = entrance()) {
            entrance.start(opener);
            SocketChannel.open(entrance.localAddress()).close();
            assertTrue(Until.next(threads).startsWith("tubeway-sockets-"), threads.toString());
        }
    }

    @Test
    void takesNobodyAfterTheCloseAndFreesThePort() throws Exception {
        for (int i = 0; i < 50; i++) {
            Entrance entrance = entrance();
            entrance.start(new FakeOpener(false));
            SocketChannel.open(entrance.localAddress()).close();
            entrance.close();
            entrance.close();
            assertThrows(
                    IOException.class,
                    () -> SocketChannel.open(entrance.localAddress()).close());
            new TunnelEntrance(entrance.localAddress(), false, sockets).close();
        }
    }
}
