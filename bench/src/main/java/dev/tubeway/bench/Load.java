package dev.tubeway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// The clients' side of the load, the same for every kind of peer.
///
/// Threading: one measure at a time; each stream has a thread of its own.
final class Load {
    private static final int ECHO_BYTES = 64;
    private static final Duration RAMP = Duration.ofMillis(700);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final LoadTarget target;
    private final ScheduledThreadPoolExecutor watchdog = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("load-watchdog").daemon().factory());

    Load(LoadTarget target) {
        this.target = target;
        watchdog.setRemoveOnCancelPolicy(true);
    }

    /// What streams have moved in a while.
    ///
    /// @param cpuSecondsPerGigabyte of one side, the mean of both
    record Flow(double megabytesPerSecond, double cpuSecondsPerGigabyte) {}

    /// Streams from client to target, one on each of the given tubes.
    Flow up(Pair pair, List<Pair.Tunnel> tunnels, Duration window) throws IOException {
        Bulk bulk = Bulk.up(tunnels);
        try (bulk) {
            return measure(pair, target::sunkBytes, window);
        } finally {
            target.awaitQuiet();
        }
    }

    /// Streams from target to client.
    Flow down(Pair pair, List<Pair.Tunnel> tunnels, Duration window) throws IOException {
        try (var bulk = Bulk.down(tunnels)) {
            return measure(pair, bulk::bytes, window);
        } finally {
            target.awaitQuiet();
        }
    }

    private interface Counter {
        long get();
    }

    private static Flow measure(Pair pair, Counter bytes, Duration window) {
        pause(RAMP);
        double cpu = pair.cpuSeconds();
        long from = bytes.get();
        long start = System.nanoTime();
        pause(window);
        long moved = bytes.get() - from;
        double seconds = (System.nanoTime() - start) / 1e9;
        double used = pair.cpuSeconds() - cpu;
        return new Flow(moved / 1e6 / seconds, used / 2 / (moved / 1e9));
    }

    /// Round trips of 64 bytes beside some bulk streams in the same tube, nanoseconds.
    ///
    /// @param most stops after so many
    Histogram echo(Pair.Tunnel tunnel, int bulkStreams, int most, Duration window) throws IOException {
        var histogram = new Histogram(3);
        List<Pair.Tunnel> tunnels = new ArrayList<>();
        for (int i = 0; i < bulkStreams; i++) {
            tunnels.add(tunnel);
        }
        Bulk bulk = Bulk.up(tunnels);
        try (bulk;
                SocketChannel channel = open(tunnel.address(), LoadTarget.ECHO)) {
            if (bulkStreams > 0) {
                pause(RAMP);
            }
            ByteBuffer message = ByteBuffer.allocateDirect(ECHO_BYTES);
            int warm = Math.min(200, most / 4);
            for (int i = 0; i < warm && bulkStreams == 0; i++) {
                exchange(channel, message);
            }
            long end = System.nanoTime() + window.toNanos();
            for (int i = 0; i < most && System.nanoTime() < end; i++) {
                long start = System.nanoTime();
                exchange(channel, message);
                histogram.recordValue(System.nanoTime() - start);
            }
        } finally {
            target.awaitQuiet();
        }
        return histogram;
    }

    /// Times from before a client connects to the first byte that comes back, nanoseconds. A connection that brings
    /// none in a while is told of and left out: some peers lose one now and then.
    Histogram open(Pair.Tunnel tunnel, int times) throws IOException {
        var histogram = new Histogram(3);
        ByteBuffer message = ByteBuffer.allocateDirect(1);
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            SocketChannel channel = open(tunnel.address(), LoadTarget.ECHO);
            var patience = watchdog.schedule(() -> giveUp(channel), PATIENCE.toSeconds(), TimeUnit.SECONDS);
            try (channel) {
                exchange(channel, message);
                histogram.recordValue(System.nanoTime() - start);
            } catch (AsynchronousCloseException _) {
                System.err.println("no first byte in " + PATIENCE.toSeconds() + " s");
            } finally {
                patience.cancel(false);
            }
        }
        target.awaitQuiet();
        return histogram;
    }

    private static void giveUp(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void exchange(SocketChannel channel, ByteBuffer message) throws IOException {
        channel.write(message.clear());
        message.clear();
        while (message.hasRemaining()) {
            if (channel.read(message) < 0) {
                throw new IOException("the echo ended");
            }
        }
    }

    /// A connection through a tube whose target has its command.
    static SocketChannel open(InetSocketAddress address, byte command) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.socket().setTcpNoDelay(true);
        channel.write(ByteBuffer.wrap(new byte[] {command}));
        return channel;
    }

    /// Waits for a length of time: a window of a measurement.
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// Streams that go on until they are closed.
    static final class Bulk implements AutoCloseable {
        private final List<SocketChannel> channels = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicLong bytes = new AtomicLong();

        private Bulk() {}

        static Bulk up(List<Pair.Tunnel> tunnels) throws IOException {
            return start(tunnels, LoadTarget.SINK);
        }

        static Bulk down(List<Pair.Tunnel> tunnels) throws IOException {
            return start(tunnels, LoadTarget.POUR);
        }

        static Bulk stalled(Pair.Tunnel tunnel, long most) throws IOException {
            var bulk = new Bulk();
            SocketChannel channel = bulk.add(Load.open(tunnel.address(), LoadTarget.STALL));
            bulk.run(() -> bulk.write(channel, most));
            return bulk;
        }

        private static Bulk start(List<Pair.Tunnel> tunnels, byte command) throws IOException {
            var bulk = new Bulk();
            for (Pair.Tunnel tunnel : tunnels) {
                SocketChannel channel = bulk.add(Load.open(tunnel.address(), command));
                bulk.run(
                        command == LoadTarget.SINK
                                ? () -> bulk.write(channel, Long.MAX_VALUE)
                                : () -> bulk.read(channel));
            }
            return bulk;
        }

        private SocketChannel add(SocketChannel channel) {
            channels.add(channel);
            return channel;
        }

        private void run(Runnable stream) {
            threads.add(Thread.ofPlatform().name("load-stream").daemon().start(stream));
        }

        private void write(SocketChannel channel, long most) {
            ByteBuffer block = ByteBuffer.allocateDirect(LoadTarget.BLOCK_BYTES);
            try {
                for (long sent = 0; sent < most; ) {
                    int n = channel.write(block.clear());
                    sent += n;
                    bytes.addAndGet(n);
                }
            } catch (IOException e) {
                ended(e);
            }
        }

        private void read(SocketChannel channel) {
            ByteBuffer block = ByteBuffer.allocateDirect(LoadTarget.BLOCK_BYTES);
            try {
                for (int n = channel.read(block); n >= 0; n = channel.read(block.clear())) {
                    bytes.addAndGet(n);
                }
            } catch (IOException e) {
                ended(e);
            }
        }

        private static void ended(IOException e) {
            System.getLogger(Load.class.getName()).log(System.Logger.Level.DEBUG, "stream ended", e);
        }

        /// Bytes that the tubes have taken from writers, or given to readers.
        long bytes() {
            return bytes.get();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : channels) {
                channel.close();
            }
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
