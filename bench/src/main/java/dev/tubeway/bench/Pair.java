package dev.tubeway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Two processes of one kind: one listens for clients, the other dials the target.
///
/// Ownership: owns both.
final class Pair implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Map<String, Object> LISTEN =
            Map.of("conversationType", "tunnel", "local_listen_addr", "127.0.0.1:0");
    private static final AtomicInteger CONVERSATIONS = new AtomicInteger();

    private final End listener;
    private final End dialler;

    Pair(End listener, End dialler) {
        this.listener = listener;
        this.dialler = dialler;
    }

    /// A tube from listener to dialler.
    record Tunnel(String near, String far, InetSocketAddress address) {}

    /// CPU seconds that both processes have used together.
    double cpuSeconds() {
        return ProcessUse.cpuSeconds(listener.pid()) + ProcessUse.cpuSeconds(dialler.pid());
    }

    /// Resident memory of the process that reads for the listener's clients' bytes: the dialler, bytes.
    long diallerResidentBytes() {
        return ProcessUse.residentBytes(dialler.pid());
    }

    long listenerResidentBytes() {
        return ProcessUse.residentBytes(listener.pid());
    }

    /// Makes a tube on both sides, and waits until both say that it is ready.
    ///
    /// @param pollNanos pause between two looks at the statuses
    Tunnel connect(int targetPort, long pollNanos) throws IOException, InterruptedException {
        Tunnel tunnel = create(targetPort);
        awaitReady(List.of(tunnel), pollNanos);
        return tunnel;
    }

    /// Makes a tube on both sides and joins them; it need not be ready when this returns.
    Tunnel create(int targetPort) throws IOException, InterruptedException {
        return create(Map.of(
                "conversationType", "tunnel", "target_host", "127.0.0.1", "target_port", String.valueOf(targetPort)));
    }

    /// @param far settings of the side that dials
    Tunnel create(Map<String, Object> far) throws IOException, InterruptedException {
        String conversation = "bench-" + CONVERSATIONS.incrementAndGet();
        End.Made near = listener.create(conversation, LISTEN, null);
        End.Made answer = dialler.create(conversation, far, near.sdp());
        listener.accept(near.tubeId(), answer.sdp());
        String listen = Objects.requireNonNull(near.listen(), "listen");
        int port = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
        return new Tunnel(
                near.tubeId(), answer.tubeId(), new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    /// Errors: IOException where one is not ready in a minute.
    void awaitReady(List<Tunnel> tunnels, long pollNanos) throws IOException, InterruptedException {
        var near = new ArrayList<>(tunnels.stream().map(Tunnel::near).toList());
        var far = new ArrayList<>(tunnels.stream().map(Tunnel::far).toList());
        long deadline = System.nanoTime() + LONG.toNanos();
        while (true) {
            if (!near.isEmpty()) {
                listener.removeReady(near);
            }
            if (!far.isEmpty()) {
                dialler.removeReady(far);
            }
            if (near.isEmpty() && far.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("tubes not ready in a minute: count=" + Math.max(near.size(), far.size()));
            }
            LockSupport.parkNanos(pollNanos);
        }
    }

    /// Closes a tube on both sides. The far one may be gone before it is asked.
    void disconnect(Tunnel tunnel) throws IOException, InterruptedException {
        listener.closeTube(tunnel.near());
        try {
            dialler.closeTube(tunnel.far());
        } catch (IOException e) {
            if (e.getMessage() == null || !e.getMessage().matches("(?s).*(404|not found|Not found).*")) {
                throw e;
            }
        }
    }

    /// A look at the statuses that costs next to nothing beside the steps that it waits for.
    static long finePollNanos() {
        return TimeUnit.MILLISECONDS.toNanos(1);
    }

    @Override
    public void close() {
        listener.close();
        dialler.close();
    }
}
