package dev.tubeway.internal.display;

/// How fast one client takes frames, by its answers to `sync`, and what follows from it: how many may be on their
/// way, how good the images of moving pictures are, and whether fewer bytes are worth more work.
///
/// The round trip of a frame has the network's in it and what waits before it. What is longer than the shortest
/// that was seen is waiting: while it is long, one frame at a time is sent, and images are made smaller. Where no
/// frame waits for a while, they are made better again.
///
/// What was on its way, divided by how long it waited, is how many bytes a second come through. A client that was
/// away for a while looks slow once, however many frames were on their way meanwhile; one whose link is slow does
/// frame after frame.
///
/// Threading: under the display's lock.
final class Pace {
    private static final int BEST = 80;
    private static final int FIRST = 75;
    private static final int WORST = 35;
    private static final int DOWN = 15;
    private static final int UP = 5;

    /// A frame that waits so long is behind.
    private static final long LAG_NANOS = 120_000_000;

    /// Frames in a row that did not wait, before images are made better.
    private static final int PROMPT_FRAMES = 10;

    /// From here downwards an image of a fifth fewer bytes is there sooner, although it takes 15 times as long to
    /// encode.
    private static final long SLOW_BYTES_PER_SECOND = 500_000;

    /// Late frames in a row that make a slow link.
    private static final int SLOW_FRAMES = 3;

    private final long[] syncs;
    private final long[] sentNanos;

    /// Bytes of each frame and of those that were on their way before it.
    private final long[] queuedBytes;

    private long unansweredBytes;
    private int count;
    private boolean answers;
    private long lastSync;
    private long shortestNanos = Long.MAX_VALUE;
    private boolean behind;

    /// Up to when what is late has been counted: frames that were sent before tell nothing new.
    private long countedNanos = Long.MIN_VALUE;

    private int prompt;
    private int quality = FIRST;
    private int lateAndSlow;
    private boolean slow;

    /// @param most frames that may be on their way
    Pace(int most) {
        syncs = new long[most];
        sentNanos = new long[most];
        queuedBytes = new long[most];
    }

    /// Whether one more frame may be sent. A client that never answered is not waited for.
    boolean mayFollow() {
        return !answers || count < (behind ? 1 : syncs.length);
    }

    /// Frames on their way, as far as they are counted.
    int onTheirWay() {
        return count;
    }

    /// How far the client is behind; one that never answers is not known to be.
    Lag lag(long nowNanos) {
        long seen = seenNanos(nowNanos);
        return seen == nowNanos ? Lag.NONE : new Lag(count, (int) ((nowNanos - seen) / 1_000_000));
    }

    /// Up to when the client has seen all that it was sent: now, or when the first frame was sent that it has not
    /// answered.
    long seenNanos(long nowNanos) {
        return answers && count > 0 ? sentNanos[0] : nowNanos;
    }

    /// Quality of lossy images, 1 to 100.
    int quality() {
        return quality;
    }

    /// Whether the link is what limits the frames: what takes fewer bytes comes sooner, even if it takes longer to
    /// make.
    boolean isSlow() {
        return slow;
    }

    /// The time of the `sync` that ends a frame which is sent now, milliseconds of the wall clock; each is later
    /// than the one before.
    long next(long nowNanos) {
        lastSync = Math.max(lastSync + 1, System.currentTimeMillis());
        if (count == syncs.length) {
            System.arraycopy(syncs, 1, syncs, 0, --count);
            System.arraycopy(sentNanos, 1, sentNanos, 0, count);
            System.arraycopy(queuedBytes, 1, queuedBytes, 0, count);
        }
        syncs[count] = lastSync;
        queuedBytes[count] = unansweredBytes;
        sentNanos[count++] = nowNanos;
        return lastSync;
    }

    /// The frame of the last [#next] has so many bytes.
    void sent(long bytes) {
        unansweredBytes += bytes;
        if (count > 0) {
            queuedBytes[count - 1] = unansweredBytes;
        }
    }

    /// The client has drawn all up to the frame of this `sync`.
    void answered(long sync, long nowNanos) {
        answers = true;
        int kept = 0;
        long roundTrip = -1;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            if (syncs[i] > sync) {
                syncs[kept] = syncs[i];
                queuedBytes[kept] = queuedBytes[i] - bytes;
                sentNanos[kept++] = sentNanos[i];
            } else {
                roundTrip = nowNanos - sentNanos[i];
                bytes = queuedBytes[i];
            }
        }
        count = kept;
        if (roundTrip >= 0) {
            unansweredBytes -= bytes;
            learn(roundTrip, bytes, nowNanos);
        }
    }

    private void learn(long roundTrip, long bytes, long nowNanos) {
        shortestNanos = Math.min(shortestNanos, roundTrip);
        long waited = roundTrip - shortestNanos;
        if (waited > LAG_NANOS) {
            behind = true;
            prompt = 0;
            if (nowNanos - roundTrip < countedNanos) {
                return;
            }
            countedNanos = nowNanos;
            quality = Math.max(WORST, quality - DOWN);
            boolean limits = bytes * 1e9 / waited < SLOW_BYTES_PER_SECOND;
            lateAndSlow = limits ? lateAndSlow + 1 : 0;
            slow |= lateAndSlow >= SLOW_FRAMES;
        } else if (waited < LAG_NANOS / 4) {
            behind = false;
            lateAndSlow = 0;
            if (++prompt == PROMPT_FRAMES) {
                prompt = 0;
                slow &= quality < BEST;
                quality = Math.min(BEST, quality + UP);
            }
        }
    }
}
