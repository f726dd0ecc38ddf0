package dev.tubeway.webrtc.gateway;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A UDP proxy before a server that loses, delays and reorders datagrams in both directions, or all of them when it is
/// cut. Each client gets a socket of its own towards the server.
///
/// Threading: one thread for the clients, one for each client's answers, one that delivers.
final class LossyUdpLink implements AutoCloseable {
    private final Weather weather;
    private final SocketAddress server;
    private final DatagramSocket door;
    private final Map<SocketAddress, DatagramSocket> upstreams = new ConcurrentHashMap<>();
    private final DelayQueue<InFlight> flying = new DelayQueue<>();
    private final Thread postman;
    private final Random random;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private volatile boolean cut;

    /// @param lossPercent    datagrams lost
    /// @param delayMillis    how long each one takes, in one direction
    /// @param jitterMillis   how much longer it may take; those behind it wait for it
    /// @param reorderPercent datagrams that those behind them overtake
    record Weather(int lossPercent, int delayMillis, int jitterMillis, int reorderPercent) {
        static final Weather FINE = new Weather(0, 0, 0, 0);
    }

    private record InFlight(long dueNanos, DatagramSocket through, DatagramPacket packet) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(dueNanos - ((InFlight) other).dueNanos);
        }
    }

    /// One direction of one client: keeps the order.
    private static final class Lane {
        private long lastDueNanos = System.nanoTime();
    }

    LossyUdpLink(InetSocketAddress server, Weather weather) throws IOException {
        long seed = System.nanoTime();
        System.err.println("LossyUdpLink seed=" + seed);
        this.random = new Random(seed);
        this.server = server;
        this.weather = weather;
        this.door = new DatagramSocket(0, InetAddress.getByName(TurnServer.ADDRESS));
        this.postman = Thread.ofPlatform().daemon().start(this::deliver);
        Thread.ofPlatform().daemon().start(this::takeFromClients);
    }

    int port() {
        return door.getLocalPort();
    }

    /// From now on nothing passes.
    void cut() {
        cut = true;
        flying.clear();
    }

    void restore() {
        cut = false;
    }

    long lost() {
        return lost.get();
    }

    long overtaken() {
        return overtaken.get();
    }

    private void takeFromClients() {
        Map<SocketAddress, Lane> lanes = new ConcurrentHashMap<>();
        receive(door, packet -> {
            SocketAddress client = packet.getSocketAddress();
            DatagramSocket upstream = upstreams.get(client);
            if (upstream == null) {
                upstream = new DatagramSocket(0, InetAddress.getByName(TurnServer.ADDRESS));
                upstreams.put(client, upstream);
                DatagramSocket answers = upstream;
                Thread.ofPlatform().daemon().start(() -> takeAnswers(answers, client));
            }
            packet.setSocketAddress(server);
            send(upstream, packet, lanes.computeIfAbsent(client, _ -> new Lane()));
        });
    }

    private void takeAnswers(DatagramSocket upstream, SocketAddress client) {
        Lane lane = new Lane();
        receive(upstream, packet -> {
            packet.setSocketAddress(client);
            send(door, packet, lane);
        });
    }

    private interface Receiver {
        void take(DatagramPacket packet) throws IOException;
    }

    private static void receive(DatagramSocket from, Receiver receiver) {
        while (!from.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
                from.receive(packet);
                receiver.take(packet);
            } catch (IOException e) {
                // Closed, or a peer's port is gone: the next datagram tells.
            }
        }
    }

    private void send(DatagramSocket through, DatagramPacket packet, Lane lane) {
        synchronized (random) {
            if (cut) {
                return;
            }
            if (random.nextInt(100) < weather.lossPercent()) {
                lost.incrementAndGet();
                return;
            }
            long jitter = TimeUnit.MICROSECONDS.toNanos(random.nextInt(1 + 1_000 * weather.jitterMillis()));
            long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(weather.delayMillis()) + jitter;
            if (random.nextInt(100) < weather.reorderPercent()) {
                overtaken.incrementAndGet();
                due = Math.max(due, lane.lastDueNanos) + TimeUnit.MILLISECONDS.toNanos(3);
            } else {
                due = Math.max(due, lane.lastDueNanos + 1);
                lane.lastDueNanos = due;
            }
            flying.add(new InFlight(due, through, packet));
        }
    }

    private void deliver() {
        while (true) {
            try {
                InFlight next = flying.take();
                if (!cut) {
                    next.through().send(next.packet());
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException e) {
                // The socket is closed, or nobody is there: lost, as on any link.
            }
        }
    }

    @Override
    public void close() {
        door.close();
        upstreams.values().forEach(DatagramSocket::close);
        postman.interrupt();
    }
}
