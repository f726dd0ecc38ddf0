package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.internal.conversation.Opener;
import dev.tubeway.internal.conversation.UdpPath;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The channels of one tube, and the choice of the one that a new connection goes through.
///
/// To a Tubeway peer every connection goes through the first channel. An older dialler tells only the first
/// end of each
/// channel, and one slow dial blocks a channel; so towards it each connection has a channel of its own.
///
/// Threading: any thread.
final class TubeChannels implements Opener {
    private static final byte[] NO_TAIL = {};

    private final GatewayTube tube;
    private final List<TubeChannel> channels = new CopyOnWriteArrayList<>();
    private final AtomicBoolean primaryTaken = new AtomicBoolean();
    private final AtomicInteger furtherChannels = new AtomicInteger();
    private volatile @Nullable TubeChannel primary;

    TubeChannels(GatewayTube tube) {
        this.tube = tube;
    }

    /// Takes a channel on; the first one is the tube's own.
    TubeChannel add(TransportChannel transport) {
        TubeChannel channel;
        synchronized (this) {
            channel = new TubeChannel(tube, transport, primary == null);
            if (primary == null) {
                primary = channel;
            }
            channels.add(channel);
        }
        channel.attach();
        return channel;
    }

    void remove(TubeChannel channel) {
        channels.remove(channel);
    }

    /// Channels in the order of their making.
    List<TubeChannel> all() {
        return channels;
    }

    Optional<TubeChannel> primary() {
        return Optional.ofNullable(primary);
    }

    boolean isOpen() {
        TubeChannel first = primary;
        return first != null && first.isOpen();
    }

    int connectionCount() {
        int count = 0;
        for (TubeChannel channel : channels) {
            count += channel.connectionCount();
        }
        return count;
    }

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (TubeChannel channel : channels) {
            lines.addAll(channel.lines());
        }
        return lines;
    }

    /// Whether a channel serves one connection only.
    boolean servesOne(TubeChannel channel) {
        return tube.settings().listens() && !tube.peer().tubeway() && !channel.isPrimary();
    }

    @Override
    public Opening open(SocketChannel client, byte[] tail, String target) {
        return switch (room()) {
            case Room.Channel(TubeChannel channel) -> new LineOpening(line(channel, client, tail, target));
            case Room.None(CloseReason reason) -> refused(client, reason);
        };
    }

    @Override
    public void forward(SocketChannel client, String target) {
        if (tube.peer().tubeway()) {
            forwardNow(client, target);
        } else {
            // It gets a channel of its own, whose making waits for the transport.
            tube.inBackground(() -> forwardNow(client, target));
        }
    }

    private void forwardNow(SocketChannel client, String target) {
        switch (room()) {
            case Room.Channel(TubeChannel channel) ->
                channel.sender()
                        .together(() -> line(channel, client, NO_TAIL, target)
                                .connection()
                                .start());
            case Room.None(CloseReason reason) -> refused(client, reason).abandon(reason);
        }
    }

    private static Line line(TubeChannel channel, SocketChannel client, byte[] tail, String target) {
        Line line = channel.open(tail, target);
        line.connection().attach(client);
        return line;
    }

    /// Whether one more connection finds room, and where.
    private sealed interface Room {
        record Channel(TubeChannel channel) implements Room {}

        record None(CloseReason reason) implements Room {}
    }

    private Room room() {
        if (tube.isFull()) {
            return new Room.None(CloseReason.of(Kind.SERVER_REFUSE, "the tube has no room for a connection"));
        }
        try {
            return new Room.Channel(channelForNew());
        } catch (TransportException e) {
            return new Room.None(CloseReason.of(Kind.TUNNEL_CLOSED, String.valueOf(e.getMessage())));
        }
    }

    private TubeChannel channelForNew() throws TransportException {
        TubeChannel first = primary;
        if (first == null || !first.isOpen()) {
            throw new TransportException(TransportException.Cause.CLOSED, "the tube has no open channel");
        }
        if (tube.peer().tubeway() || primaryTaken.compareAndSet(false, true)) {
            return first;
        }
        // An older peer keeps its channels by their label: a second one of the same label is never heard.
        return add(tube.transport().openChannel(tube.conversationId() + "-" + furtherChannels.incrementAndGet()));
    }

    @Override
    public Optional<UdpPath> associate(int clientPort, UdpPath.Receiver receiver) {
        TubeChannel first = primary;
        return first != null && first.isOpen() && tube.peer().tubeway()
                ? Optional.of(first.udp().associate(clientPort, receiver))
                : Optional.empty();
    }

    private static Opening refused(SocketChannel client, CloseReason reason) {
        return new Opening() {
            @Override
            public Optional<CloseReason> await(Duration timeout) {
                return Optional.of(reason);
            }

            @Override
            public void start() {
                abandon(reason);
            }

            @Override
            public void abandon(CloseReason why) {
                try {
                    client.close();
                } catch (IOException e) {
                    // The descriptor is gone either way.
                }
            }
        };
    }

    private record LineOpening(Line line) implements Opening {
        @Override
        public Optional<CloseReason> await(Duration timeout) throws InterruptedException {
            return line.connection().awaitOpened(timeout);
        }

        @Override
        public void start() {
            line.connection().start();
        }

        @Override
        public void abandon(CloseReason reason) {
            line.connection().giveUp(reason);
        }
    }
}
