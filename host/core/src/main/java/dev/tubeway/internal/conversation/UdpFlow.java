package dev.tubeway.internal.conversation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The datagram socket of one client address on the dialling side.
///
/// A destination's admission is kept for [#ADMISSION_NANOS], so that a stream of datagrams does not ask the
/// name server each time; what is kept is the checked address. Only who was sent something may answer.
///
/// Threading: [#send] from any thread; one virtual thread sends and sees to the idle time, one receives.
/// Ownership: owns its socket.
final class UdpFlow implements AutoCloseable {

    /// Datagrams that wait for their destination's admission, bytes.
    static final int MAX_QUEUED_BYTES = 256 << 10;

    private static final System.Logger LOG = System.getLogger(UdpFlow.class.getName());
    private static final long ADMISSION_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_ADMISSIONS = 64;
    private static final int MAX_PEERS = 256;
    private static final int MAX_DATAGRAM = 65_535;

    private final Target target;
    private final Consumer<ByteBuffer> answers;
    private final long idleNanos;
    private final Consumer<UdpFlow> ended;
    private final DatagramChannel channel;
    private final BlockingQueue<Outgoing> queue = new ArrayBlockingQueue<>(256);
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private final Map<String, Admitted> admissions = bounded(MAX_ADMISSIONS);
    private final Set<InetSocketAddress> peers =
            Collections.synchronizedSet(Collections.newSetFromMap(bounded(MAX_PEERS)));
    private final Thread sender;
    private volatile long lastUsed = System.nanoTime();
    private volatile boolean closed;

    private record Outgoing(String host, int port, ByteBuffer data) {}

    private record Admitted(@Nullable InetSocketAddress address, long at) {}

    private UdpFlow(
            Target target,
            Consumer<ByteBuffer> answers,
            Duration idleTimeout,
            Consumer<UdpFlow> ended,
            DatagramChannel channel) {
        this.target = target;
        this.answers = answers;
        this.idleNanos = idleTimeout.toNanos();
        this.ended = ended;
        this.channel = channel;
        this.sender = Thread.ofVirtual().name("tubeway-udp-send").unstarted(this::runSender);
    }

    /// @param answers takes SOCKS5 UDP packets, each valid only inside the call
    /// @param ended   told once, when the flow is idle or broken or closed
    static UdpFlow open(Target target, Consumer<ByteBuffer> answers, Duration idleTimeout, Consumer<UdpFlow> ended)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        boolean bound = false;
        try {
            channel.bind(null);
            bound = true;
        } finally {
            if (!bound) {
                channel.close();
            }
        }
        return new UdpFlow(target, answers, idleTimeout, ended, channel);
    }

    void start() {
        sender.start();
        Thread.ofVirtual().name("tubeway-udp-receive").start(this::runReceiver);
    }

    void send(String host, int port, ByteBuffer data) {
        int bytes = data.remaining();
        if (queuedBytes.addAndGet(bytes) > MAX_QUEUED_BYTES) {
            queuedBytes.addAndGet(-bytes);
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes).put(data.duplicate()).flip();
        if (!queue.offer(new Outgoing(host, port, copy))) {
            queuedBytes.addAndGet(-bytes);
        }
    }

    @Override
    public void close() {
        closed = true;
        AcceptLoop.closeQuietly(channel);
        sender.interrupt();
    }

    private void runSender() {
        try {
            while (!closed) {
                long left = idleNanos - (System.nanoTime() - lastUsed);
                if (left <= 0) {
                    return;
                }
                Outgoing next = queue.poll(left, TimeUnit.NANOSECONDS);
                if (next != null) {
                    lastUsed = System.nanoTime();
                    queuedBytes.addAndGet(-next.data().remaining());
                    forward(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a datagram could not be sent on", e);
        } finally {
            close();
            ended.accept(this);
        }
    }

    private void forward(Outgoing datagram) {
        InetSocketAddress address = admitted(datagram.host(), datagram.port());
        if (address == null) {
            return;
        }
        peers.add(address);
        try {
            channel.send(datagram.data(), address);
        } catch (IOException | UnsupportedAddressTypeException e) {
            // The network does not reach it, or takes no datagram of that size: it is lost, as datagrams
            // may be.
            LOG.log(System.Logger.Level.DEBUG, "datagram lost: reason={0}", e.getMessage());
        }
    }

    private @Nullable InetSocketAddress admitted(String host, int port) {
        String key = host + ' ' + port;
        Admitted known = admissions.get(key);
        if (known == null || System.nanoTime() - known.at() > ADMISSION_NANOS) {
            InetSocketAddress address = switch (target.datagram(host, port)) {
                case Target.Datagram.Allowed a -> a.address();
                case Target.Datagram.Denied d -> {
                    LOG.log(System.Logger.Level.DEBUG, "datagram refused: reason={0}", d.reason());
                    yield null;
                }
            };
            known = new Admitted(address, System.nanoTime());
            admissions.put(key, known);
        }
        return known.address();
    }

    private void runReceiver() {
        int room = Socks5.MAX_UDP_ADDRESS_HEADER;
        ByteBuffer in = ByteBuffer.allocate(room + MAX_DATAGRAM);
        try {
            while (!closed) {
                InetSocketAddress from =
                        (InetSocketAddress) channel.receive(in.clear().position(room));
                if (!peers.contains(from)) {
                    continue;
                }
                lastUsed = System.nanoTime();
                in.flip().position(room - Socks5.udpHeaderBytes(from.getAddress()));
                Socks5.putUdpHeader(in.duplicate(), from);
                answers.accept(in.slice());
            }
        } catch (IOException e) {
            if (!closed) {
                LOG.log(System.Logger.Level.DEBUG, "datagram socket failed: reason={0}", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an answered datagram could not be handed on", e);
        } finally {
            close();
        }
    }

    /// A map that forgets what was used longest ago.
    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }
}
