package dev.tubeway.internal.conversation;

import dev.tubeway.Conversation;
import dev.tubeway.GatewayConfig;
import dev.tubeway.TubeLimits;
import dev.tubeway.internal.dial.AddressGuard;
import dev.tubeway.internal.dial.Admission;
import dev.tubeway.internal.dial.AllowList;
import dev.tubeway.internal.dial.NameLookup;
import dev.tubeway.internal.session.Introduction;
import dev.tubeway.internal.session.SessionRegistry;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.session.Visitor;
import dev.tubeway.spi.NameResolver;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Makes the entrance or the target of a conversation.
public final class Conversations {

    /// How long a SOCKS client may take for greeting and request together.
    static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private static final NameResolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    private Conversations() {}

    /// The resolver of the system.
    public static NameResolver systemResolver() {
        return SYSTEM;
    }

    /// Binds the entrance of a listening conversation.
    ///
    /// Errors: LISTEN_FAILED; IllegalArgumentException for a dialling conversation.
    public static Entrance entrance(Conversation conversation, TubeLimits limits, SocketLoop sockets) {
        return switch (conversation) {
            case Conversation.TunnelListener l -> new TunnelEntrance(l.listen(), l.anyClient(), sockets);
            case Conversation.SocksListener l ->
                new SocksEntrance(
                        l.listen(), l.anyClient(), limits.maxConnections(), HANDSHAKE_TIMEOUT, limits.openTimeout());
            case Conversation.TunnelDialler d -> throw wrongSide("listens", conversation);
            case Conversation.SocksDialler d -> throw wrongSide("listens", conversation);
            case Conversation.SessionDialler d -> throw wrongSide("listens", conversation);
            case Conversation.GuacdDialler d -> throw wrongSide("listens", conversation);
            case Conversation.VisitDialler d -> throw wrongSide("listens", conversation);
        };
    }

    /// The target of a dialling conversation, with the system's resolver.
    ///
    /// Errors: as with a resolver.
    public static Target target(Conversation conversation, GatewayConfig config, SessionRegistry sessions) {
        return switch (conversation) {
            case Conversation.SessionDialler(String protocol, Map<String, String> parameters) -> {
                Introduction words = new Introduction(protocol, parameters);
                yield new ModuleTarget(protocol, client -> sessions.serve(client, words));
            }
            case Conversation.VisitDialler(String session, Visitor visitor) ->
                new ModuleTarget(session, client -> sessions.serve(client, session, visitor));
            default -> target(conversation, config, SYSTEM);
        };
    }

    /// The target of a dialling conversation that dials addresses.
    ///
    /// Errors: INVALID_SETTINGS for a host or a list entry that cannot be; IllegalArgumentException for another
    /// conversation.
    static Target target(Conversation conversation, GatewayConfig config, NameResolver resolver) {
        NameLookup lookup = new NameLookup(resolver);
        return switch (conversation) {
            case Conversation.TunnelDialler d -> new TunnelTarget(d.host(), d.port(), lookup);
            case Conversation.SocksDialler d ->
                new SocksTarget(new Admission(
                        AllowList.parse(d.allowedHosts(), d.allowedPorts()),
                        new AddressGuard(config.policy()),
                        lookup));
            case Conversation.GuacdDialler d -> new GuacdTarget(d, lookup);
            case Conversation.TunnelListener l -> throw wrongSide("dials", conversation);
            case Conversation.SocksListener l -> throw wrongSide("dials", conversation);
            case Conversation.SessionDialler d -> throw wrongSide("dials an address", conversation);
            case Conversation.VisitDialler d -> throw wrongSide("dials an address", conversation);
        };
    }

    private static IllegalArgumentException wrongSide(String does, Conversation conversation) {
        return new IllegalArgumentException("not a conversation that " + does + ": conversation=" + conversation);
    }
}
