package dev.tubeway.server.http;

import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsUpgrader;
import java.util.Optional;

/// Tells whoever judges a request for a WebSocket where it comes from: the library itself hands over the headers
/// alone, which anybody can write.
///
/// Threading: the connection's own thread, on which the request is judged.
final class NamedUpgrade extends WsUpgrader {
    private static final ScopedValue<String> FROM = ScopedValue.newInstance();

    private NamedUpgrade(WsConfig config) {
        super(config);
    }

    /// Speaks HTTP/1.1, and opens WebSockets in this way.
    static ServerConnectionSelector selector(Http1Config http, WsConfig websockets) {
        return Http1ConnectionSelector.builder()
                .config(http)
                .addUpgrader(new NamedUpgrade(websockets))
                .build();
    }

    /// The address of the client whose request is judged on this thread; empty where none is.
    static String from() {
        return FROM.orElse("");
    }

    @Override
    public ServerConnection upgrade(ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        String from =
                Optional.ofNullable(context.remotePeer()).map(PeerInfo::host).orElse("");
        return ScopedValue.where(FROM, from).call(() -> super.upgrade(context, prologue, headers));
    }
}
