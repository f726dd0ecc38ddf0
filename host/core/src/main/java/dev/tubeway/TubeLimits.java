package dev.tubeway;

import java.time.Duration;
import java.util.Objects;

/// What one tube may use, and how long it may wait.
///
/// @param maxFrameBytes        largest frame payload that is taken, bytes, 256 KiB to 16 MiB
/// @param maxConnections       connections of a tube at once, 1 to 1,000,000
/// @param windowBytes          credit that a new connection grants a Tubeway peer, bytes, 16 KiB to
///                             `maxWindowBytes`
/// @param maxWindowBytes       what a connection's credit may grow to while its reader keeps up, bytes, to 64
///                             MiB
/// @param queueBytes           bytes held for a connection whose peer knows no credit; past it that
///                             connection is closed
/// @param tubeBufferBytes      bytes held for all connections of a tube together; past it the fullest is closed
/// @param sendBufferBytes      bytes handed to the transport and not yet on the network, at most; small
///                             keeps latency low, large keeps a long path full
/// @param openTimeout          how long a target may take to answer, and a peer to say that it did
/// @param idleTimeout          closes a connection that carries nothing in either direction; zero never
/// @param connectTimeout       how long a tube may take to become READY before it is closed as stale
/// @param disconnectTimeout    how long a silent path may take to come back before the tube has failed
/// @param keepaliveInterval    how often an idle channel is pinged; zero never
public record TubeLimits(
        int maxFrameBytes,
        int maxConnections,
        int windowBytes,
        int maxWindowBytes,
        int queueBytes,
        long tubeBufferBytes,
        int sendBufferBytes,
        Duration openTimeout,
        Duration idleTimeout,
        Duration connectTimeout,
        Duration disconnectTimeout,
        Duration keepaliveInterval) {

    public TubeLimits {
        inRange("maxFrameBytes", maxFrameBytes, 256 << 10, 16 << 20);
        inRange("maxConnections", maxConnections, 1, 1_000_000);
        inRange("maxWindowBytes", maxWindowBytes, 16 << 10, 64 << 20);
        inRange("windowBytes", windowBytes, 16 << 10, maxWindowBytes);
        inRange("queueBytes", queueBytes, 64 << 10, 1 << 30);
        inRange("tubeBufferBytes", tubeBufferBytes, 1 << 20, 1L << 40);
        inRange("sendBufferBytes", sendBufferBytes, 16 << 10, 8 << 20);
        positive("openTimeout", openTimeout);
        positive("connectTimeout", connectTimeout);
        positive("disconnectTimeout", disconnectTimeout);
        notNegative("idleTimeout", idleTimeout);
        notNegative("keepaliveInterval", keepaliveInterval);
    }

    public static TubeLimits defaults() {
        return new TubeLimits(
                1 << 20,
                10_000,
                256 << 10,
                4 << 20,
                16 << 20,
                64L << 20,
                256 << 10,
                Duration.ofSeconds(15),
                Duration.ofHours(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60));
    }

    private static void inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + least + " to " + most + ": " + name + "=" + value);
        }
    }

    private static void positive(String name, Duration value) {
        if (Objects.requireNonNull(value, name).isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is more than zero: " + name + "=" + value);
        }
    }

    private static void notNegative(String name, Duration value) {
        if (Objects.requireNonNull(value, name).isNegative()) {
            throw new IllegalArgumentException(name + " is zero or more: " + name + "=" + value);
        }
    }
}
