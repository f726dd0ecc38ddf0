package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.internal.channel.Control;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Puts a new peer in the place of a worn one while the tube goes on.
///
/// Descriptions travel on the tube's own channel, so nobody else has to pass them on. The side that
/// made the tube's offer makes these too; the other one asks it to. Once the new channel is open, that
/// side goes over to it with what it sends, the other one follows when it has read the Switch, and
/// whoever has heard that the other reads the new channel lets its old peer go. Up to its Switch, a
/// side can give up and nothing has changed; after it, the tube lives or dies with the new peer.
///
/// Threading: any; what waits runs on a virtual thread of the tube.
/// Ownership: owns a peer until the tube takes it, and then the old one until that is let go.
/// Source: docs/protocol.md, "Renewal".
final class Renewal {
    private static final Logger LOG = System.getLogger(Renewal.class.getName());

    /// How long the side that offers waits for a new channel, from the beginning.
    private static final Duration OFFERED = Duration.ofSeconds(15);

    /// How long the other side waits for the Switch; longer, so that it never gives up what the first
    /// one goes over to.
    private static final Duration ANSWERED = Duration.ofSeconds(60);

    /// After this, a peer that went over and does not tell that it reads is at fault.
    private static final Duration CONFIRMED = Duration.ofSeconds(60);

    /// When the next attempt follows one that failed.
    private static final Duration AGAIN = Duration.ofSeconds(60);

    /// How often a peer may have us answer an offer that leads to nothing.
    private static final Duration ANSWER_GAP = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(5);

    private final GatewayTube tube;
    private final boolean offers;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private boolean due;
    private boolean closed;
    private int attempts;
    private long triedNanos = System.nanoTime() - AGAIN.toNanos();
    private long answeredNanos = System.nanoTime() - ANSWER_GAP.toNanos();
    private @Nullable Attempt attempt;

    /// One attempt; its fields are guarded by the lock.
    private static final class Attempt {
        final int number;
        final long sinceNanos = System.nanoTime();
        final CompletableFuture<String> answer = new CompletableFuture<>();
        GatewayTube.@Nullable PeerEvents events;

        @Nullable
        PeerTransport transport;

        @Nullable
        TransportChannel channel;

        /// The peer that was the tube's before.
        @Nullable
        PeerTransport old;

        /// What this side sends goes through the new channel.
        boolean gone;

        /// The peer's Switch has come.
        boolean peerGone;

        /// The peer reads the new channel.
        boolean confirmed;

        /// This side reads it, and has told so or is about to.
        boolean reads;

        Attempt(int number) {
            this.number = number;
        }
    }

    /// @param offers whether this side made the tube's offer
    Renewal(GatewayTube tube, boolean offers) {
        this.tube = tube;
        this.offers = offers;
    }

    /// The tube's peer is worn: a new one is to come as soon as it may.
    void due() {
        lock.lock();
        try {
            due = true;
        } finally {
            lock.unlock();
        }
    }

    /// Looks, about once a second, for what is to begin or has waited too long.
    void tick(long nowNanos) {
        Attempt late = null;
        Attempt begins = null;
        boolean asks = false;
        boolean stuck = false;
        lock.lock();
        try {
            Attempt now = attempt;
            if (now != null) {
                long waited = nowNanos - now.sinceNanos;
                if (now.gone || now.peerGone) {
                    TransportChannel channel = now.channel;
                    boolean lost = now.gone && !now.peerGone && channel != null && !channel.isOpen();
                    stuck = lost || waited > ANSWERED.plus(CONFIRMED).toNanos();
                } else if (waited > (offers ? OFFERED : ANSWERED).toNanos()) {
                    late = now;
                }
            } else if (due && !closed && tube.mayRenew() && nowNanos - triedNanos > AGAIN.toNanos()) {
                if (!offers) {
                    asks = true;
                    triedNanos = nowNanos;
                } else if (tube.renewals().tryAcquire()) {
                    triedNanos = nowNanos;
                    begins = new Attempt(++attempts);
                    attempt = begins;
                }
            }
        } finally {
            lock.unlock();
        }
        if (begins != null) {
            Attempt begun = begins;
            tube.inBackground(() -> {
                try {
                    offer(begun);
                } finally {
                    tube.renewals().release();
                }
            });
        } else if (asks) {
            tube.say(Control.RENEWAL_WANTED, 0, "");
        } else if (late != null) {
            giveUp(late, "it took too long");
        } else if (stuck) {
            tube.end(CloseReason.of(Kind.CONNECTION_LOST, "the peer did not follow to the new channel"));
        }
    }

    // --- what the peer says; on the transport's thread

    /// A message about a renewal.
    void heard(int code, int number, String description) {
        switch (code) {
            case Control.RENEWAL_WANTED -> {
                if (offers) {
                    due();
                }
            }
            case Control.RENEWAL_OFFER -> {
                if (!offers) {
                    tube.inBackground(() -> answer(number, description));
                }
            }
            case Control.RENEWAL_ANSWER -> {
                Attempt asked = current(number);
                if (asked != null && description.isEmpty()) {
                    giveUp(asked, "the other side made none");
                } else if (asked != null) {
                    asked.answer.complete(description);
                }
            }
            case Control.SWITCHED -> confirmed(number);
            default -> throw new IllegalArgumentException("no message about a renewal: code=" + code);
        }
    }

    /// The old channel has brought its last message: the new one is read from now on.
    void switched(int number) {
        Attempt now;
        TransportChannel channel;
        boolean agreed;
        lock.lock();
        try {
            now = attempt;
            agreed = now != null && now.number == number && !now.peerGone && now.gone == offers;
            channel = null;
            if (now != null && agreed) {
                now.peerGone = true;
                channel = now.channel;
            }
        } finally {
            lock.unlock();
        }
        if (!agreed) {
            tube.end(CloseReason.of(Kind.PROTOCOL_ERROR, "the peer left the channel for one that there is not"));
        } else if (now != null && channel != null) {
            hear(now, channel);
        }
    }

    /// The peer has opened the new channel, which may come before its Switch or after it.
    private void opened(Attempt now, TransportChannel channel) {
        boolean hears;
        lock.lock();
        try {
            if (now.channel != null) {
                return;
            }
            now.channel = channel;
            hears = now.peerGone;
        } finally {
            lock.unlock();
        }
        if (hears) {
            hear(now, channel);
        }
    }

    private void hear(Attempt now, TransportChannel channel) {
        PeerTransport transport;
        GatewayTube.PeerEvents events;
        lock.lock();
        try {
            transport = now.transport;
            events = now.events;
        } finally {
            lock.unlock();
        }
        if (transport == null || events == null) {
            throw new IllegalStateException("a channel without its peer: tubeId=" + tube.id());
        }
        PeerTransport before = tube.take(transport, events);
        boolean over;
        lock.lock();
        try {
            now.old = before;
            over = closed;
        } finally {
            lock.unlock();
        }
        if (over) {
            tube.inBackground(before::close);
            return;
        }
        tube.renewable().hear(channel);
        if (offers) {
            tube.say(Control.SWITCHED, now.number, "");
        } else {
            tube.inBackground(() -> follow(now, channel));
        }
        lock.lock();
        try {
            now.reads = true;
        } finally {
            lock.unlock();
        }
        endIfDone(now);
    }

    private void confirmed(int number) {
        Attempt now = current(number);
        if (now == null || !now.gone) {
            return;
        }
        lock.lock();
        try {
            now.confirmed = true;
        } finally {
            lock.unlock();
        }
        tube.renewable().confirmed();
        endIfDone(now);
    }

    private void endIfDone(Attempt now) {
        PeerTransport old;
        lock.lock();
        try {
            old = now.old;
            if (attempt != now || !now.confirmed || !now.reads || old == null) {
                return;
            }
            attempt = null;
            // The new one may have told so before it was the tube's.
            due = tube.isWorn();
            triedNanos = System.nanoTime() - AGAIN.toNanos();
            answeredNanos = System.nanoTime() - ANSWER_GAP.toNanos();
        } finally {
            lock.unlock();
        }
        tube.renewed();
        tube.inBackground(old::close);
    }

    private @Nullable Attempt current(int number) {
        lock.lock();
        try {
            return attempt != null && attempt.number == number ? attempt : null;
        } finally {
            lock.unlock();
        }
    }

    // --- on threads of its own

    private void offer(Attempt now) {
        try {
            PeerTransport transport = open(now);
            TransportChannel channel = transport.openChannel(tube.conversationId());
            lock.lock();
            try {
                now.channel = channel;
            } finally {
                lock.unlock();
            }
            tube.say(Control.RENEWAL_OFFER, now.number, transport.createOffer());
            transport.acceptAnswer(now.answer.get(OFFERED.toNanos(), TimeUnit.NANOSECONDS));
            awaitOpen(now, channel, OFFERED);
            goOver(now, channel);
            // Whatever is sent next brings the Switch before it.
            tube.ping();
        } catch (TransportException | ExecutionException e) {
            giveUp(now, String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            giveUp(now, "the other side did not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp(now, "it was interrupted");
        }
    }

    private void answer(int number, String offer) {
        Attempt now = new Attempt(number);
        Attempt before;
        boolean takes;
        lock.lock();
        try {
            before = attempt;
            long nanos = System.nanoTime();
            boolean goesOn = before != null && before.peerGone;
            takes = !closed && !goesOn && tube.mayRenew() && nanos - answeredNanos > ANSWER_GAP.toNanos();
            if (takes) {
                answeredNanos = nanos;
                attempt = now;
            }
        } finally {
            lock.unlock();
        }
        if (!takes) {
            tube.say(Control.RENEWAL_ANSWER, number, "");
            return;
        }
        if (before != null) {
            free(before);
        }
        try {
            tube.say(Control.RENEWAL_ANSWER, number, open(now).acceptOffer(offer));
        } catch (TransportException e) {
            giveUp(now, String.valueOf(e.getMessage()));
            tube.say(Control.RENEWAL_ANSWER, number, "");
        }
    }

    /// Goes over as the peer did, and tells it that the new channel is read.
    private void follow(Attempt now, TransportChannel channel) {
        try {
            awaitOpen(now, channel, CONFIRMED);
            goOver(now, channel);
            tube.say(Control.SWITCHED, now.number, "");
        } catch (TransportException e) {
            tube.end(CloseReason.of(Kind.CONNECTION_LOST, "the new channel did not open: " + e.getMessage()));
        }
    }

    private PeerTransport open(Attempt now) throws TransportException {
        GatewayTube.PeerEvents events = tube.events(channel -> opened(now, channel));
        PeerTransport made = tube.openPeer(events, false);
        boolean kept;
        lock.lock();
        try {
            kept = attempt == now && !closed;
            if (kept) {
                now.transport = made;
                now.events = events;
            }
        } finally {
            lock.unlock();
        }
        if (!kept) {
            made.close();
            throw new TransportException(TransportException.Cause.CLOSED, "it was given up");
        }
        return made;
    }

    private void awaitOpen(Attempt now, TransportChannel channel, Duration patience) throws TransportException {
        while (!channel.isOpen()) {
            if (System.nanoTime() - now.sinceNanos > patience.toNanos() || current(now.number) != now) {
                throw new TransportException(TransportException.Cause.TIMEOUT, "no path was found in time");
            }
            LockSupport.parkNanos(this, LOOK.toNanos());
        }
    }

    private void goOver(Attempt now, TransportChannel channel) throws TransportException {
        lock.lock();
        try {
            if (attempt != now || closed) {
                throw new TransportException(TransportException.Cause.CLOSED, "it was given up");
            }
            if (channel.maxMessageBytes() < tube.renewable().maxMessageBytes()) {
                throw new TransportException(
                        TransportException.Cause.BAD_DESCRIPTION,
                        "it takes smaller messages than the old one: " + channel.maxMessageBytes());
            }
            now.gone = true;
            tube.renewable().goOver(channel, now.number);
        } finally {
            lock.unlock();
        }
    }

    // --- giving up

    private void giveUp(Attempt now, String why) {
        lock.lock();
        try {
            if (attempt != now || now.gone || now.peerGone) {
                return;
            }
            attempt = null;
        } finally {
            lock.unlock();
        }
        LOG.log(
                Level.WARNING,
                "tube {0}: no new peer took the place of the worn one: {1}; the tube goes on, and it is tried again in {2} s",
                tube.id(),
                why,
                AGAIN.toSeconds());
        free(now);
    }

    private void free(Attempt now) {
        now.answer.completeExceptionally(new TransportException(TransportException.Cause.CLOSED, "it was given up"));
        PeerTransport transport;
        lock.lock();
        try {
            transport = now.transport;
        } finally {
            lock.unlock();
        }
        if (transport != null) {
            tube.inBackground(transport::close);
        }
    }

    /// Frees what is not the tube's; idempotent. The tube has let go of its channels before.
    void close() {
        Attempt now;
        lock.lock();
        try {
            closed = true;
            now = attempt;
            attempt = null;
        } finally {
            lock.unlock();
        }
        if (now != null) {
            now.answer.completeExceptionally(new TransportException(TransportException.Cause.CLOSED, "the tube ends"));
            for (PeerTransport each : new @Nullable PeerTransport[] {now.old, now.transport}) {
                if (each != null) {
                    each.close();
                }
            }
        }
    }
}
