package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.channel.ChannelDecoder;
import dev.tubeway.internal.channel.ChannelEvents;
import dev.tubeway.internal.channel.Control;
import dev.tubeway.internal.channel.Frame;
import dev.tubeway.internal.channel.Violation;
import dev.tubeway.internal.connection.Connection;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.spi.TransportChannel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One channel of a tube: reads what comes and hands it to the connections, and owns the sender of what goes.
///
/// Threading: the transport's callbacks come one at a time, on a thread that other peers share: nothing here
/// waits.
/// Ownership: owns its connections; ends them when it ends.
final class TubeChannel implements TransportChannel.Listener, ChannelEvents {
    private static final Logger LOG = System.getLogger(TubeChannel.class.getName());
    /// How long what was said last may take to leave.
    private static final Duration FLUSH = Duration.ofSeconds(3);

    /// How long the peer may take to answer a goodbye, which may have to be sent again on the way.
    private static final Duration ANSWER = Duration.ofSeconds(2);

    /// How long an older peer is waited for on a further channel, and how often it is pinged meanwhile.
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(2);

    private static final Duration PING_AGAIN = Duration.ofMillis(20);

    private final GatewayTube tube;
    private final RenewableChannel transport;
    private final boolean primary;
    private final ChannelSender sender;
    private final ChannelDecoder decoder;
    private final ConnectionTable<Line> lines = new ConnectionTable<>();
    private final UdpExchange udp;
    private final AtomicInteger wireNumbers = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable CloseReason reason;
    private volatile long activeNanos = System.nanoTime();
    private volatile boolean unheard;

    // The transport's callbacks'.
    private long framesSeen;

    /// The peer broke the protocol; what it says since is not read.
    private boolean broken;

    /// The attempt whose Switch is in the message that is read; 0 none.
    private int switchedTo;

    /// Lines whose target was dialled for the message that is read.
    private final List<Line> dialledNow = new ArrayList<>();

    /// @param primary the tube's first channel, whose end is the tube's
    TubeChannel(GatewayTube tube, TransportChannel transport, boolean primary) {
        this.tube = tube;
        this.transport = new RenewableChannel(transport, tube.pool());
        this.primary = primary;
        this.sender = new ChannelSender(
                this.transport, tube.pool(), tube.meter(), tube.limits().sendBufferBytes(), tube.id());
        this.decoder = new ChannelDecoder(tube.limits().maxFrameBytes(), this);
        this.udp = new UdpExchange(this);
    }

    /// Takes the transport's events from now on.
    void attach() {
        transport.attach(this);
    }

    GatewayTube tube() {
        return tube;
    }

    BufferPool pool() {
        return tube.pool();
    }

    ChannelSender sender() {
        return sender;
    }

    RenewableChannel renewable() {
        return transport;
    }

    UdpExchange udp() {
        return udp;
    }

    String label() {
        return transport.label();
    }

    /// Largest message that goes out, bytes.
    int maxMessageBytes() {
        return transport.maxMessageBytes();
    }

    boolean isPrimary() {
        return primary;
    }

    boolean isOpen() {
        return transport.isOpen() && !closed.get();
    }

    int connectionCount() {
        return lines.size();
    }

    List<Line> lines() {
        return lines.all();
    }

    // --- connections that this side opens

    /// Makes a line for a connection that this side opens, and tells the peer.
    Line open(byte[] tail, String target) {
        Line line = new Line(this, tube.nextNumber(), nextWireNumber(), target);
        lines.add(line.number(), line);
        tube.connectionStarted(line);
        if (closed.get()) {
            line.connection().drop(endReason());
            return line;
        }
        sender.controlNow(Control.openConnection(pool(), System.currentTimeMillis(), line.number(), tail));
        return line;
    }

    int nextWireNumber() {
        return wireNumbers.incrementAndGet();
    }

    void lineEnded(Line line, CloseReason why) {
        lines.remove(line.number());
        tube.connectionEnded(line, why, this);
    }

    // --- from the transport

    @Override
    public void onOpen() {
        if (tube.servesOne(this)) {
            unheard = true;
            tube.inBackground(this::openOnceHeard);
        } else {
            sender.open();
        }
        tube.channelOpened(this);
    }

    /// An older peer loses what comes before its reader of a further channel runs: it is pinged until it is heard.
    private void openOnceHeard() {
        long until = System.nanoTime() + HEARD_WITHIN.toNanos();
        while (unheard && isOpen() && System.nanoTime() - until < 0) {
            Buffer ping = Control.ping(pool(), System.currentTimeMillis());
            transport.send(ping.view(0, ping.length()));
            ping.release();
            LockSupport.parkNanos(this, PING_AGAIN.toNanos());
        }
        sender.open();
    }

    @Override
    public void onMessage(ByteBuffer data, boolean binary) {
        if (closed.get() || broken) {
            return;
        }
        activeNanos = System.nanoTime();
        if (unheard) {
            unheard = false;
            sender.open();
        }
        Violation violation = binary ? decoder.decode(data) : Violation.TEXT_MESSAGE;
        dialledNow.forEach(this::announceOnSocketThread);
        dialledNow.clear();
        long frames = decoder.frames();
        tube.meter().framesReceived.addAndGet(frames - framesSeen);
        framesSeen = frames;
        if (violation != null) {
            broken = true;
            CloseReason why = CloseReason.of(Kind.PROTOCOL_ERROR, violation.rule());
            LOG.log(Level.DEBUG, "tube {0} channel {1}: {2}", tube.id(), label(), why);
            reason = why;
            tube.inBackground(() -> close(why));
        } else if (switchedTo != 0) {
            int attempt = switchedTo;
            switchedTo = 0;
            tube.renewal().switched(attempt);
        }
    }

    @Override
    public void onClosed() {
        ended(endReason());
    }

    private CloseReason endReason() {
        CloseReason known = reason;
        return known != null ? known : CloseReason.of(Kind.CONNECTION_LOST, "the peer closed the channel");
    }

    private void ended(CloseReason why) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        over.countDown();
        sender.close();
        udp.close();
        for (Line line : lines.all()) {
            line.connection().drop(why);
        }
        tube.channelEnded(this, why);
    }

    // --- from the peer

    @Override
    public void onData(int number, ByteBuffer payload) {
        Line line = lines.get(number);
        if (line == null) {
            tube.ignored("data for connection {2}, which is not open", this, number);
            return;
        }
        tube.meter().bytesReceived.addAndGet(payload.remaining());
        line.connection().peerData(payload);
    }

    @Override
    public void onPing(ByteBuffer data) {
        if (sender.waitingBytes() < ChannelSender.CONTROL_BACKLOG_BYTES) {
            sender.control(Control.pong(pool(), System.currentTimeMillis(), data));
        }
    }

    @Override
    public void onPong(ByteBuffer data) {
        // Keeps the path alive by having come; says nothing else.
    }

    @Override
    public void onOpenConnection(int number, ByteBuffer tail) {
        CloseReason refusal = tube.refusal(number);
        if (refusal != null) {
            refuse(number, refusal);
            return;
        }
        byte[] destination = new byte[tail.remaining()];
        tail.get(destination);
        Line line = new Line(this, tube.nextNumber(), number, "");
        if (!lines.add(number, line)) {
            tube.ignored("connection {2} is open already", this, number);
            return;
        }
        tube.connectionStarted(line);
        Optional<Dial> now = tube.peer().tubeway() ? tube.target().dialNow(destination) : Optional.empty();
        if (now.isPresent()) {
            guarded(line, () -> {
                if (connected(line, now.get())) {
                    dialledNow.add(line);
                }
            });
            return;
        }
        Thread thread = Thread.ofVirtual()
                .name("connection-" + line.connection().number() + "-dial")
                .unstarted(() -> dial(line, destination));
        line.dialler(thread);
        thread.start();
    }

    void refuse(int number, CloseReason refusal) {
        sender.control(Control.closeConnection(pool(), System.currentTimeMillis(), number, refusal));
    }

    private void dial(Line line, byte[] tail) {
        guarded(line, () -> {
            long cameNanos = System.nanoTime();
            Dial dial = tube.target().dial(tail, tube.limits().openTimeout());
            if (dial instanceof Dial.Failed && !tube.peer().tubeway()) {
                OlderPeer.awaitNoted(cameNanos);
            }
            if (connected(line, dial)) {
                sender.together(() -> announce(line));
            }
        });
    }

    /// Announces a target that was dialled on the network's thread, which is not to wait for itself. By now it
    /// has the bytes that came with the opening, before anybody else was woken. Nobody waits for the announcement:
    /// the first answer takes it along, where it comes soon.
    private void announceOnSocketThread(Line line) {
        line.connection()
                .onSocketThread(
                        () -> guarded(line, () -> announce(line)), () -> sender.sendOverdue(SocketLoop.SOON.toNanos()));
    }

    /// Tells the peer of a line whose target is there, and lets the target's bytes flow.
    private void announce(Line line) {
        Connection connection = line.connection();
        if (!connection.isEnded()) {
            sender.leave(Control.connectionOpened(pool(), System.currentTimeMillis(), line.number()));
            connection.startReading();
            tube.connectionOpened(line);
        }
    }

    private void guarded(Line line, Runnable dialling) {
        try {
            dialling.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "tube " + tube.id() + ": dialling failed in an unforeseen way", e);
            line.connection().giveUp(CloseReason.of(Kind.HANDLER_ERROR, "the gateway failed while dialling"));
        }
    }

    /// Takes what became of a dial; returns whether the peer's bytes flow now.
    private static boolean connected(Line line, Dial dial) {
        Connection connection = line.connection();
        switch (dial) {
            case Dial.Failed(var why) -> connection.abort(why);
            case Dial.Connected(var socket, var target, var farewell) -> {
                connection.target(target);
                connection.farewell(farewell);
                connection.attach(socket);
                if (connection.opened()) {
                    connection.startWriting();
                    return true;
                }
                connection.giveUp(CloseReason.of(Kind.CLIENT, "it ended while the target was dialled"));
            }
        }
        return false;
    }

    @Override
    public void onCloseConnection(int number, CloseReason why) {
        if (number == Frame.CONTROL) {
            reason = why;
            tube.inBackground(() -> {
                transport.close();
                ended(why);
            });
            return;
        }
        Line line = lines.get(number);
        if (line == null) {
            return;
        }
        Connection connection = line.connection();
        if (!tube.peer().tubeway() && connection.isOpened() && OlderPeer.meansEof(why)) {
            connection.peerEof();
        } else {
            connection.peerClose(why);
        }
    }

    @Override
    public void onConnectionOpened(int number) {
        Line line = lines.get(number);
        if (line != null && line.connection().opened()) {
            tube.connectionOpened(line);
        }
    }

    @Override
    public void onSendEof(int number) {
        Line line = lines.get(number);
        if (line != null) {
            line.connection().peerEof();
        }
    }

    @Override
    public void onCredit(int number, int bytes) {
        Line line = lines.get(number);
        if (line != null) {
            line.connection().peerCredit(bytes);
        }
    }

    @Override
    public void onRenewal(int code, int attempt, ByteBuffer description) {
        if (!primary || !tube.peer().renews()) {
            onIgnored(code, description.remaining());
        } else if (code == Control.SWITCH) {
            switchedTo = attempt;
        } else {
            tube.renewal()
                    .heard(
                            code,
                            attempt,
                            StandardCharsets.UTF_8.decode(description).toString());
        }
    }

    @Override
    public void onUdp(int code, ByteBuffer data) {
        udp.onMessage(code, data);
    }

    @Override
    public void onIgnored(int code, int bytes) {
        tube.ignored("a control message of code {2}", this, code);
    }

    // --- ending

    /// Pings the peer where the channel has been silent for so long.
    void keepAlive(long nowNanos, Duration interval) {
        if (isOpen() && !interval.isZero() && nowNanos - activeNanos > interval.toNanos()) {
            activeNanos = nowNanos;
            sender.control(Control.ping(pool(), System.currentTimeMillis()));
        }
    }

    /// Says goodbye and closes; waits for the network, briefly. Idempotent.
    ///
    /// What has left is not there yet, and is sent no more once this end is gone. So the peer is waited for
    /// until it has closed its end, which is how it answers.
    void close(CloseReason why) {
        if (closed.get()) {
            return;
        }
        reason = why;
        for (Line line : lines.all()) {
            line.connection().abort(why);
        }
        if (transport.isOpen()) {
            sender.flush(System.nanoTime() + FLUSH.toNanos());
            sender.control(Control.closeConnection(pool(), System.currentTimeMillis(), Frame.CONTROL, why));
            sender.flush(System.nanoTime() + FLUSH.toNanos());
            // An older peer acts on the goodbye only when one more message comes: not in the goodbye's own.
            sender.control(Control.ping(pool(), System.currentTimeMillis()));
            if (!tube.isSilent()) {
                awaitPeersClose();
            }
        }
        transport.close();
        ended(why);
    }

    private void awaitPeersClose() {
        try {
            // What it gives does not matter: this end closes in any case.
            var _ = over.await(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Closes a channel that served one connection, once that has ended and its last frame has left.
    void closeWhenFlushed(CloseReason why) {
        reason = why;
        tube.inBackground(() -> {
            sender.flush(System.nanoTime() + FLUSH.toNanos());
            transport.close();
            ended(why);
        });
    }
}
