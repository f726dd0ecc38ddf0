package dev.tubeway.bench.micro;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.openjdk.jmh.runner.RunnerException;

/// What the hot path allocates; how long it takes is never asserted.
class AllocationTest {

    @Test
    void framesAreBuiltAndParsedWithoutAllocation() throws RunnerException {
        assertNothingAllocated(Micro.run(FrameBenchmark.class, 3, 200), 6);
    }

    @Test
    void framesAreScheduledWithoutAllocation() throws RunnerException {
        assertNothingAllocated(Micro.run(SchedulerBenchmark.class, 3, 200), 2);
    }

    @Test
    void payloadIsQueuedWithoutAllocation() throws RunnerException {
        assertNothingAllocated(Micro.run(ByteQueueBenchmark.class, 3, 200), 2);
    }

    @Test
    void instructionsAreReadAndWrittenWithoutAllocation() throws RunnerException {
        assertNothingAllocated(Micro.run(InstructionBenchmark.class, 3, 200), 4);
    }

    @Test
    void cellsAreWrittenWithoutAllocation() throws RunnerException {
        List<Micro.Shown> rows = Micro.run(GridBenchmark.class, 2, 200).stream()
                .filter(shown -> shown.label().startsWith("writeRow"))
                .toList();
        assertNothingAllocated(rows, 2);
    }

    @Test
    void pixelsAreDrawnWithoutAllocation() throws RunnerException {
        // A scroll moves 8 MB and takes so long that what JMH itself allocates meanwhile would count.
        List<Micro.Shown> small = Micro.run(SurfaceBenchmark.class, 3, 200).stream()
                .filter(shown -> !shown.label().startsWith("scroll"))
                .toList();
        assertNothingAllocated(small, 4);
    }

    private static void assertNothingAllocated(List<Micro.Shown> all, int count) {
        assertEquals(count, all.size());
        assertAll(all.stream()
                .<Executable>map(shown -> () -> assertTrue(
                        shown.bytesPerOperation() < 1,
                        shown.label() + ": bytes per operation=" + shown.bytesPerOperation())));
    }
}
