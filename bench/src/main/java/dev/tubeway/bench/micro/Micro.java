package dev.tubeway.bench.micro;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of this package.
public final class Micro {
    private Micro() {}

    /// What one benchmark with one set of parameters has shown.
    ///
    /// @param label       method and parameters, such as `build payload=64`
    /// @param nanos       an operation takes, on average
    /// @param bytesPerOperation allocated on the heap
    public record Shown(String label, double nanos, double bytesPerOperation) {}

    /// JMH with its own command line, and the allocation profiler.
    public static void main(List<String> arguments) throws RunnerException, CommandLineOptionException {
        var options = new CommandLineOptions(arguments.toArray(String[]::new));
        var _ = new Runner(new OptionsBuilder()
                        .parent(options)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    /// Runs the benchmarks of one class, in a fork, quietly.
    ///
    /// @param iterations   of warm-up, and as many of measurement
    /// @param iterationMillis length of each
    public static List<Shown> run(Class<?> benchmarks, int iterations, long iterationMillis) throws RunnerException {
        var time = TimeValue.milliseconds(iterationMillis);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(benchmarks.getName() + "\\.")
                        .addProfiler(GCProfiler.class)
                        .forks(1)
                        .jvmArgsAppend("-Dslf4j.internal.verbosity=ERROR")
                        .warmupIterations(iterations)
                        .warmupTime(time)
                        .measurementIterations(iterations)
                        .measurementTime(time)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        return results.stream().map(Micro::shown).toList();
    }

    private static Shown shown(RunResult result) {
        var label = new StringBuilder(result.getPrimaryResult().getLabel());
        for (String key : result.getParams().getParamsKeys()) {
            label.append(' ').append(key).append('=').append(result.getParams().getParam(key));
        }
        return new Shown(
                label.toString(),
                result.getPrimaryResult().getScore(),
                Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                        .getScore());
    }
}
