package dev.tubeway.internal.tube;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counters of one tube. Threading: any thread, without a lock.
final class TubeMeter {
    final AtomicLong bytesSent = new AtomicLong();
    final AtomicLong bytesReceived = new AtomicLong();
    final AtomicLong framesSent = new AtomicLong();
    final AtomicLong framesReceived = new AtomicLong();
    final AtomicLong connections = new AtomicLong();
    final AtomicInteger iceRestarts = new AtomicInteger();
    final AtomicInteger renewals = new AtomicInteger();

    /// Payload bytes from the peer that wait for sockets.
    final AtomicLong held = new AtomicLong();
}
