package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayConfig;
import dev.tubeway.TubeLimits;
import dev.tubeway.TubewayException;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.socket.SocketLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

class TunnelTargetIT {

    private static Target target(String host, int port) {
        return Conversations.target(new Conversation.TunnelDialler(host, port), GatewayConfig.defaults(), name -> {
            if (name.equals("db")) {
                return List.of(InetAddress.ofLiteral("127.0.0.1"));
            }
            throw new UnknownHostException(name);
        });
    }

    @Test
    void dialsWhatTheOperatorNamedWhateverThePolicyAndTheTail() throws Exception {
        try (var server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            for (String host : List.of("db", "127.0.0.1", "[::ffff:127.0.0.1]")) {
                for (byte[] tail : List.of(new byte[0], SocksDestination.encode("other", 1), new byte[] {1})) {
                    Dial dial = target(host, port).dial(tail, Until.DEADLINE);
                    var connected = assertInstanceOf(Dial.Connected.class, dial);
                    connected.socket().close();
                    assertTrue(connected.target().endsWith(":" + port), connected.target());
                }
            }
        }
    }

    @Test
    void tellsOfNamesThatThereAreNot() {
        assertEquals(
                new Dial.Failed(CloseReason.of(CloseReason.Kind.ADDRESS_RESOLUTION_FAILED, "name not found: nodb")),
                target("nodb", 1).dial(new byte[0], Until.DEADLINE));
    }

    @Test
    void refusesAHostThatIsNone() {
        TubewayException e = assertThrows(TubewayException.class, () -> target("127.1", 1));
        assertEquals(TubewayException.Problem.INVALID_SETTINGS, e.problem());
    }

    @Test
    void carriesNoDatagrams() {
        assertInstanceOf(Target.Datagram.Denied.class, target("db", 1).datagram("db", 1));
    }

    @Test
    void eachSideIsMadeFromItsOwnConversations() {
        var listener =
                new Conversation.TunnelListener(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), false);
        var dialler = new Conversation.SocksDialler(List.of(), List.of());
        assertThrows(
                IllegalArgumentException.class,
                () -> Conversations.target(listener, GatewayConfig.defaults(), name -> List.of()));
        try (SocketLoop sockets = new SocketLoop()) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Conversations.entrance(dialler, TubeLimits.defaults(), sockets));
        }
    }
}
