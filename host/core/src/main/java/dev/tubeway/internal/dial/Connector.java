package dev.tubeway.internal.dial;

import dev.tubeway.CloseReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Connects to the first of several addresses that answers.
///
/// Each attempt has a virtual thread and a head start before the next; a failure starts the next at once.
/// Who loses is closed, which also ends its connect. A single address, the usual case, is dialled by the
/// caller's own thread.
///
/// Threading: any virtual thread.
/// Source: RFC 8305 (happy eyeballs) sections 4 and 5.
public final class Connector {

    /// How long an attempt has before the next address is tried beside it.
    static final Duration HEAD_START = Duration.ofMillis(250);

    private static final int MAX_ADDRESSES = 16;

    private Connector() {}

    /// Dials addresses, in turn, up to the deadline.
    ///
    /// Errors: CONNECTION_FAILED with "connection refused", "host unreachable" or the system's words;
    /// TIMEOUT; TUNNEL_CLOSED after an interrupt, which stays set. The words hold the label and no address.
    ///
    /// @param label the destination for people: `db.internal:5432`
    public static Dial connect(List<InetAddress> addresses, int port, String label, Deadline deadline) {
        List<InetSocketAddress> order = order(addresses, port);
        if (order.size() == 1) {
            Outcome now = atOnce(order.getFirst());
            return result(now == null ? attempt(null, order.getFirst(), deadline) : now, label);
        }
        try {
            return result(race(order, deadline), label);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return cancelled(label);
        }
    }

    /// Dials an address of this machine, where that needs no waiting: its kernel has answered when the call
    /// returns. Empty for any other address, or where the answer is late; nothing is left open then.
    ///
    /// Errors: as [#connect].
    static Optional<Dial> now(InetAddress address, int port, String label) {
        Outcome outcome = atOnce(new InetSocketAddress(address, port));
        return outcome == null ? Optional.empty() : Optional.of(result(outcome, label));
    }

    /// The reason of a dial that an interrupt ended.
    public static Dial.Failed cancelled(String label) {
        return new Dial.Failed(CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the dial was given up: " + label));
    }

    /// Families take turns, the first address's family first.
    public static List<InetSocketAddress> order(List<InetAddress> addresses, int port) {
        List<InetSocketAddress> order = new ArrayList<>();
        List<InetAddress> rest = new ArrayList<>(addresses);
        Class<?> wanted = rest.getFirst().getClass();
        while (!rest.isEmpty() && order.size() < MAX_ADDRESSES) {
            int at = 0;
            for (int i = 0; i < rest.size(); i++) {
                if (rest.get(i).getClass() == wanted) {
                    at = i;
                    break;
                }
            }
            InetAddress next = rest.remove(at);
            order.add(new InetSocketAddress(next, port));
            for (InetAddress other : rest) {
                if (other.getClass() != next.getClass()) {
                    wanted = other.getClass();
                    break;
                }
            }
        }
        return order;
    }

    /// What became of an attempt.
    sealed interface Outcome {}

    record Won(SocketChannel channel) implements Outcome {}

    /// Ordered by what says most about the destination.
    enum Failure implements Outcome {
        REFUSED,
        TIMED_OUT,
        UNREACHABLE,
        CANCELLED,
        OTHER
    }

    private static Outcome race(List<InetSocketAddress> order, Deadline deadline) throws InterruptedException {
        var outcomes = new LinkedBlockingQueue<Outcome>();
        var channels = new ArrayList<SocketChannel>();
        var failures = new ArrayList<Failure>();
        SocketChannel winner = null;
        try {
            int next = 0;
            long nextStart = System.nanoTime();
            while (winner == null && failures.size() < order.size() && !deadline.hasPassed()) {
                boolean allFailed = failures.size() == next;
                if (next < order.size() && (allFailed || System.nanoTime() - nextStart >= 0)) {
                    InetSocketAddress address = order.get(next++);
                    SocketChannel channel = open();
                    if (channel == null) {
                        failures.add(Failure.OTHER);
                        continue;
                    }
                    channels.add(channel);
                    Thread.ofVirtual()
                            .name("tubeway-dial")
                            .start(() -> outcomes.add(attempt(channel, address, deadline)));
                    nextStart = System.nanoTime() + HEAD_START.toNanos();
                }
                long wait = deadline.remainingNanos();
                if (next < order.size()) {
                    wait = Math.min(wait, nextStart - System.nanoTime());
                }
                switch (outcomes.poll(wait, TimeUnit.NANOSECONDS)) {
                    case Won(SocketChannel channel) -> winner = channel;
                    case Failure failure -> failures.add(failure);
                    case null -> {
                        // The head start is over, or the time.
                    }
                }
            }
        } finally {
            for (SocketChannel channel : channels) {
                if (!channel.equals(winner)) {
                    close(channel);
                }
            }
        }
        if (winner != null) {
            return new Won(winner);
        }
        return failures.size() < order.size() && !failures.contains(Failure.REFUSED)
                ? Failure.TIMED_OUT
                : failures.stream().min(Comparator.naturalOrder()).orElse(Failure.TIMED_OUT);
    }

    private static @Nullable SocketChannel open() {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            return null;
        }
    }

    private static Outcome attempt(@Nullable SocketChannel given, InetSocketAddress address, Deadline deadline) {
        SocketChannel channel = given == null ? open() : given;
        if (channel == null) {
            return Failure.OTHER;
        }
        boolean connected = false;
        try {
            channel.socket().connect(address, deadline.remainingMillis());
            Won won = won(channel);
            connected = true;
            return won;
        } catch (IOException | RuntimeException e) {
            return classify(e);
        } finally {
            if (!connected) {
                close(channel);
            }
        }
    }

    /// Null where that needs waiting.
    private static @Nullable Outcome atOnce(InetSocketAddress address) {
        SocketChannel channel = address.getAddress().isLoopbackAddress() ? open() : null;
        if (channel == null) {
            return null;
        }
        Outcome outcome = null;
        try {
            channel.configureBlocking(false);
            if (channel.connect(address) || channel.finishConnect()) {
                channel.configureBlocking(true);
                outcome = won(channel);
            }
        } catch (IOException | RuntimeException e) {
            outcome = classify(e);
        } finally {
            if (!(outcome instanceof Won)) {
                close(channel);
            }
        }
        return outcome;
    }

    private static Won won(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        return new Won(channel);
    }

    /// What a failed connect means.
    public static Failure classify(Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return switch (e) {
            case SocketTimeoutException t -> Failure.TIMED_OUT;
            case java.nio.channels.ClosedChannelException c -> Failure.CANCELLED;
            case NoRouteToHostException n -> Failure.UNREACHABLE;
            case ConnectException c when message.contains("timed out") -> Failure.TIMED_OUT;
            case ConnectException c when !message.contains("unreachable") -> Failure.REFUSED;
            default ->
                Thread.currentThread().isInterrupted()
                        ? Failure.CANCELLED
                        : message.contains("unreachable") || message.contains("no route")
                                ? Failure.UNREACHABLE
                                : Failure.OTHER;
        };
    }

    private static Dial result(Outcome outcome, String label) {
        return switch (outcome) {
            case Won(SocketChannel channel) -> new Dial.Connected(channel, label);
            case Failure.REFUSED -> failed(CloseReason.Kind.CONNECTION_FAILED, "connection refused: " + label);
            case Failure.UNREACHABLE -> failed(CloseReason.Kind.CONNECTION_FAILED, "host unreachable: " + label);
            case Failure.TIMED_OUT -> failed(CloseReason.Kind.TIMEOUT, "no answer in time: " + label);
            case Failure.CANCELLED -> cancelled(label);
            case Failure.OTHER -> failed(CloseReason.Kind.CONNECTION_FAILED, "cannot connect: " + label);
        };
    }

    private static Dial failed(CloseReason.Kind kind, String detail) {
        return new Dial.Failed(CloseReason.of(kind, detail));
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The channel is closed all the same.
        }
    }
}
