package dev.tubeway.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.HdrHistogram.Histogram;

/// Types a key when the one before is seen and some time has passed, as people do, and takes the time until it is seen.
/// Servers gather what comes sooner into one frame.
final class Typing {
    private static final int LINE = 60;
    private static final int BETWEEN_RESTS = 100;
    private static final int SETTLING = 300;
    static final int SHORTEST_PAUSE_MILLIS = 40;
    static final int LONGEST_PAUSE_MILLIS = 160;
    private static final long SEED = 20_261_121;

    private final Keyboard keyboard;
    private final Screen screen;
    private final Rest rest;

    /// Presses a key.
    interface Keyboard {
        void type(char character) throws IOException;
    }

    /// Returns when the last key is seen; false where it is not in some seconds.
    interface Screen {
        boolean awaitKey() throws IOException;
    }

    /// Passes over what has come since.
    interface Rest {
        void passOver() throws IOException;
    }

    /// @param times in nanoseconds
    /// @param cpuMillis of the server, a key
    record Typed(Histogram times, double cpuMillis) {}

    Typing(Keyboard keyboard, Screen screen, Rest rest) {
        this.keyboard = keyboard;
        this.screen = screen;
        this.rest = rest;
    }

    /// Into a session.
    static Typing into(GuacamolePeer client) {
        return new Typing(client::type, client::awaitDrawing, client::catchUp);
    }

    /// A key that is never seen is in none of the times, and told.
    ///
    /// Errors: IOException where a gateway has lost one.
    ///
    /// @param kind   of the server
    /// @param pid    of the server, whose children count too
    /// @param warmUp keys before those that count
    Typed measure(Kind kind, long pid, int keys, int warmUp) throws IOException {
        var random = new Random(SEED);
        var times = new Histogram(3);
        int lost = warm(random, warmUp);
        double before = ServerUse.cpuSecondsNow(pid);
        lost += asPeopleDo(random, keys, times);
        double cpuMillis = (ServerUse.cpuSecondsNow(pid) - before) * 1e3 / keys;
        judgeLost(kind, lost);
        return new Typed(times, cpuMillis);
    }

    /// Types keys that are not timed, in haste and then a few as people do, whose pauses bring about what is compiled
    /// last;
    /// how many were never seen.
    int warm(Random random, int keys) throws IOException {
        return inHaste(random, keys) + asPeopleDo(random, Math.min(keys, SETTLING), new Histogram(3));
    }

    /// Now and then it rests as people do: a JVM that has seen
    /// only haste forgets its best code at the first pause, and has it again only after thousands of keys.
    private int inHaste(Random random, int keys) throws IOException {
        int lost = 0;
        for (int i = 0; i < keys; i++) {
            lost += type(random, i, i % BETWEEN_RESTS == 0 ? pauseOfPeople(random) : 1) < 0 ? 1 : 0;
        }
        return lost;
    }

    /// Adds the times of keys, in nanoseconds; how many were never seen.
    int asPeopleDo(Random random, int keys, Histogram times) throws IOException {
        int lost = 0;
        for (int i = 0; i < keys; i++) {
            long nanos = type(random, i, pauseOfPeople(random));
            if (nanos < 0) {
                lost++;
            } else {
                times.recordValue(nanos);
            }
        }
        return lost;
    }

    private static int pauseOfPeople(Random random) {
        return random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    }

    /// Tells of keys that were never seen.
    ///
    /// Errors: IOException where a gateway has lost them.
    static void judgeLost(Kind kind, int lost) throws IOException {
        if (lost == 0) {
            return;
        }
        String words = "keys were never drawn: server=" + kind + " count=" + lost;
        if (kind == Kind.GATEWAY) {
            throw new IOException(words);
        }
        System.err.println("bench: " + words);
    }

    /// Negative where the key was never seen.
    private long type(Random random, int number, int pauseMillis) throws IOException {
        if (number % LINE == LINE - 1) {
            keyboard.type('\n');
            if (!screen.awaitKey()) {
                return -1;
            }
        }
        Load.pause(Duration.ofMillis(pauseMillis));
        rest.passOver();
        long begun = System.nanoTime();
        keyboard.type((char) random.nextInt('a', 'z' + 1));
        return screen.awaitKey() ? System.nanoTime() - begun : -1;
    }
}
