package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits on what other threads do, with a deadline that only a fault reaches.
public final class Until {

    public static final Duration DEADLINE = Duration.ofSeconds(20);

    private Until() {}

    public static void holds(String what, BooleanSupplier condition) {
        Deadline deadline = Deadline.after(DEADLINE);
        while (!condition.getAsBoolean()) {
            assertTrue(!deadline.hasPassed(), () -> "never: " + what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Whether no datagram socket has an address.
    public static boolean canBind(InetSocketAddress address) {
        try (DatagramSocket socket = new DatagramSocket(address)) {
            return socket.getLocalPort() == address.getPort();
        } catch (SocketException e) {
            return false;
        }
    }

    public static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T item = queue.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(item, "nothing came");
        return item;
    }
}
