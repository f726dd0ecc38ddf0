package dev.tubeway.internal.tube;

import dev.tubeway.GatewayConfig;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.session.SessionRegistry;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.spi.TransportProvider;
import java.util.concurrent.Semaphore;

/// What all tubes of a gateway use together.
///
/// @param renewals peers that are made anew at a time
/// Threading: each part is safe for any thread.
record Shared(
        GatewayConfig config,
        TransportProvider transport,
        BufferPool pool,
        SocketLoop sockets,
        EventHub events,
        Meters meters,
        SessionRegistry sessions,
        Semaphore renewals) {}
