package dev.tubeway.internal.display;

/// How fast one client takes frames, by its answers to `sync`, and what follows from it: how many may be on their
/// way, and how good the images of moving pictures are.
///
/// The round trip of a frame has the network's in it and what waits before it. What is longer than the shortest
/// that was seen is waiting: while it is long, one frame at a time is sent, and images are made smaller. Where no
/// frame waits for a while, they are made better again.
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

    private final long[] syncs;
    private final long[] sentNanos;
    private int count;
    private boolean answers;
    private long lastSync;
    private long shortestNanos = Long.MAX_VALUE;
    private boolean behind;
    private int prompt;
    private int quality = FIRST;

    /// @param most frames that may be on their way
    Pace(int most) {
        syncs = new long[most];
        sentNanos = new long[most];
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
        return answers && count > 0 ? new Lag(count, (int) ((nowNanos - sentNanos[0]) / 1_000_000)) : Lag.NONE;
    }

    /// Quality of lossy images, 1 to 100.
    int quality() {
        return quality;
    }

    /// The time of the `sync` that ends a frame which is sent now, milliseconds of the wall clock; each is later
    /// than the one before.
    long next(long nowNanos) {
        lastSync = Math.max(lastSync + 1, System.currentTimeMillis());
        if (count == syncs.length) {
            System.arraycopy(syncs, 1, syncs, 0, --count);
            System.arraycopy(sentNanos, 1, sentNanos, 0, count);
        }
        syncs[count] = lastSync;
        sentNanos[count++] = nowNanos;
        return lastSync;
    }

    /// The client has drawn all up to the frame of this `sync`.
    void answered(long sync, long nowNanos) {
        answers = true;
        int kept = 0;
        long roundTrip = -1;
        for (int i = 0; i < count; i++) {
            if (syncs[i] > sync) {
                syncs[kept] = syncs[i];
                sentNanos[kept++] = sentNanos[i];
            } else {
                roundTrip = nowNanos - sentNanos[i];
            }
        }
        count = kept;
        if (roundTrip >= 0) {
            learn(roundTrip);
        }
    }

    private void learn(long roundTrip) {
        shortestNanos = Math.min(shortestNanos, roundTrip);
        long waited = roundTrip - shortestNanos;
        if (waited > LAG_NANOS) {
            behind = true;
            prompt = 0;
            quality = Math.max(WORST, quality - DOWN);
        } else if (waited < LAG_NANOS / 4) {
            behind = false;
            if (++prompt == PROMPT_FRAMES) {
                prompt = 0;
                quality = Math.min(BEST, quality + UP);
            }
        }
    }
}
