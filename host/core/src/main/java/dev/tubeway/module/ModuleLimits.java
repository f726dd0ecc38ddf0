package dev.tubeway.module;

import java.time.Duration;
import java.util.Objects;

/// What one session of a module may use. A manifest may ask for less, a policy caps both.
///
/// @param memoryPages          guest memory, pages of 64 KiB, 1 to 16,384
/// @param handles              streams, surfaces and kernels open at once, 1 to 65,536
/// @param guestTime            longest time without a call of the host; positive
/// @param graceTime            how long a module may go on after its session was cancelled; zero or more
/// @param hostCallsPerSecond   mean rate of calls of the host over a second; positive
/// @param outputBytesPerSecond mean rate of bytes written and drawn over a second; positive
/// @param logBytesPerSecond    mean rate of bytes logged over a second; positive
public record ModuleLimits(
        int memoryPages,
        int handles,
        Duration guestTime,
        Duration graceTime,
        long hostCallsPerSecond,
        long outputBytesPerSecond,
        long logBytesPerSecond) {

    public ModuleLimits {
        Objects.requireNonNull(guestTime, "guestTime");
        Objects.requireNonNull(graceTime, "graceTime");
        within("memoryPages", memoryPages, 1, 16_384);
        within("handles", handles, 1, 65_536);
        within("guestTime", guestTime.toMillis(), 1, Duration.ofDays(1).toMillis());
        within("graceTime", graceTime.toMillis(), 0, Duration.ofDays(1).toMillis());
        within("hostCallsPerSecond", hostCallsPerSecond, 1, Long.MAX_VALUE);
        within("outputBytesPerSecond", outputBytesPerSecond, 1, Long.MAX_VALUE);
        within("logBytesPerSecond", logBytesPerSecond, 1, Long.MAX_VALUE);
    }

    public static ModuleLimits defaults() {
        return new ModuleLimits(
                512, 64, Duration.ofSeconds(5), Duration.ofSeconds(2), 50_000_000L, 4L << 30, 64L << 10);
    }

    /// The smaller of each pair.
    public ModuleLimits capped(ModuleLimits other) {
        return new ModuleLimits(
                Math.min(memoryPages, other.memoryPages),
                Math.min(handles, other.handles),
                min(guestTime, other.guestTime),
                min(graceTime, other.graceTime),
                Math.min(hostCallsPerSecond, other.hostCallsPerSecond),
                Math.min(outputBytesPerSecond, other.outputBytesPerSecond),
                Math.min(logBytesPerSecond, other.logBytesPerSecond));
    }

    public ModuleLimits withMemoryPages(int value) {
        return new ModuleLimits(
                value, handles, guestTime, graceTime, hostCallsPerSecond, outputBytesPerSecond, logBytesPerSecond);
    }

    public ModuleLimits withHandles(int value) {
        return new ModuleLimits(
                memoryPages, value, guestTime, graceTime, hostCallsPerSecond, outputBytesPerSecond, logBytesPerSecond);
    }

    public ModuleLimits withGuestTime(Duration value) {
        return new ModuleLimits(
                memoryPages, handles, value, graceTime, hostCallsPerSecond, outputBytesPerSecond, logBytesPerSecond);
    }

    public ModuleLimits withGraceTime(Duration value) {
        return new ModuleLimits(
                memoryPages, handles, guestTime, value, hostCallsPerSecond, outputBytesPerSecond, logBytesPerSecond);
    }

    public ModuleLimits withHostCallsPerSecond(long value) {
        return new ModuleLimits(
                memoryPages, handles, guestTime, graceTime, value, outputBytesPerSecond, logBytesPerSecond);
    }

    public ModuleLimits withOutputBytesPerSecond(long value) {
        return new ModuleLimits(
                memoryPages, handles, guestTime, graceTime, hostCallsPerSecond, value, logBytesPerSecond);
    }

    public ModuleLimits withLogBytesPerSecond(long value) {
        return new ModuleLimits(
                memoryPages, handles, guestTime, graceTime, hostCallsPerSecond, outputBytesPerSecond, value);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "out of range: " + name + "=" + value + ", least=" + least + ", most=" + most);
        }
    }
}
