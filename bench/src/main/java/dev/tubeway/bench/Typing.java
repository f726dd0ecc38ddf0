package dev.tubeway.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.HdrHistogram.Histogram;

/// Types a key when the one before is seen and some time has passed, as people do, and takes the time until it is seen.
/// Servers gather what comes sooner into one frame.
final class Typing {
    private static final int LINE = 60;
    private static final int SHORTEST_PAUSE_MILLIS = 40;
    private static final int LONGEST_PAUSE_MILLIS = 160;
    private static final long SEED = 20_261_121;

    private final Keyboard keyboard;
    private final Screen screen;
    private final Rest rest;

    /// Presses a key.
    interface Keyboard {
        void type(char character) throws IOException;
    }

    /// Returns when the last key is seen.
    interface Screen {
        void awaitKey() throws IOException;
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

    /// @param pid    of the server, whose children count too
    /// @param warmUp keys before those that count
    Typed measure(long pid, int keys, int warmUp) throws IOException {
        var random = new Random(SEED);
        var times = new Histogram(3);
        for (int i = 0; i < warmUp; i++) {
            var _ = type(random, i, 1);
        }
        double before = ServerUse.cpuSecondsNow(pid);
        for (int i = 0; i < keys; i++) {
            times.recordValue(type(random, i, random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS)));
        }
        return new Typed(times, (ServerUse.cpuSecondsNow(pid) - before) * 1e3 / keys);
    }

    private long type(Random random, int number, int pauseMillis) throws IOException {
        if (number % LINE == LINE - 1) {
            keyboard.type('\n');
            screen.awaitKey();
        }
        Load.pause(Duration.ofMillis(pauseMillis));
        rest.passOver();
        long begun = System.nanoTime();
        keyboard.type((char) random.nextInt('a', 'z' + 1));
        screen.awaitKey();
        return System.nanoTime() - begun;
    }
}
