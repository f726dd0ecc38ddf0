package dev.tubeway.bench;

import dev.tubeway.bench.micro.FrameBenchmark;
import dev.tubeway.bench.micro.Micro;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.runner.RunnerException;

/// One run: pairs of each kind stay up for as long as it lasts, and take turns within every measure, so
/// that what the machine does meanwhile meets all of them.
///
/// Threading: one thread.
/// Ownership: owns the pairs and the target.
final class Bench implements AutoCloseable {
    private final Plan plan;
    private final Path scratch;
    private final Results results;
    private final LoadTarget target = new LoadTarget();
    private final Load load = new Load(target);
    private final Map<Kind, Pair> pairs = new EnumMap<>(Kind.class);
    private final Map<Kind, List<Pair.Tunnel>> tunnels = new EnumMap<>(Kind.class);
    private int started;

    /// @param scratch an empty folder
    Bench(Plan plan, Path scratch, Results results) throws IOException {
        this.plan = plan;
        this.scratch = scratch;
        this.results = results;
    }

    void run() throws IOException, InterruptedException {
        for (Kind kind : plan.kinds()) {
            if (kind != Kind.RAW && plan.needsPairs()) {
                pairs.put(kind, start(kind));
                tunnels.put(kind, new ArrayList<>(List.of(pair(kind).connect(target.port(), Pair.finePollNanos()))));
                warmUp(kind);
            }
        }
        for (Measure measure : plan.measures()) {
            if (measure == Measure.TUBES) {
                for (Kind kind : pairs.keySet()) {
                    while (of(kind).size() < 4) {
                        of(kind).add(pair(kind).connect(target.port(), Pair.finePollNanos()));
                    }
                }
            }
            for (int round = 0; round < plan.rounds(); round++) {
                for (Kind kind : plan.kinds()) {
                    measure(measure, kind, round);
                }
            }
        }
    }

    private Pair start(Kind kind) throws IOException, InterruptedException {
        End listener = startEnd(kind);
        try {
            return new Pair(listener, startEnd(kind));
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    private End startEnd(Kind kind) throws IOException, InterruptedException {
        return kind == Kind.GATEWAY
                ? GatewayEnd.start(scratch.resolve("gateway" + started++))
                : PackageEnd.start(plan.python(), plan.home());
    }

    private Pair pair(Kind kind) {
        return Objects.requireNonNull(pairs.get(kind), "pair");
    }

    private List<Pair.Tunnel> of(Kind kind) {
        return Objects.requireNonNull(tunnels.get(kind), "tunnels");
    }

    /// The JVM compiles what a long run has compiled. What new processes need for a tube is measured on the way.
    private void warmUp(Kind kind) throws IOException, InterruptedException {
        if (plan.measures().contains(Measure.READY)) {
            results.add(
                    Figure.READY_NEW, kind, creates(pair(kind), plan.creates()).getValueAtPercentile(50) / 1e6);
            var _ = creates(pair(kind), plan.warmUpCreates(kind));
        }
        if (plan.measures().contains(Measure.HUNDRED)) {
            results.add(Figure.HUNDRED_NEW, kind, hundred(pair(kind)));
            for (int i = 0; i < plan.warmUpRounds(kind); i++) {
                var _ = hundred(pair(kind));
            }
        }
        Duration time = plan.warmUp(kind);
        List<Pair.Tunnel> one = of(kind).subList(0, 1);
        var _ = load.up(pair(kind), one, time);
        var _ = load.down(pair(kind), one, time);
        var _ = load.echo(one.getFirst(), 0, plan.echoes(), time);
        for (int i = 0; i < plan.warmUpRounds(kind) + 1; i++) {
            var _ = opens(kind);
        }
    }

    private void measure(Measure measure, Kind kind, int round) throws IOException, InterruptedException {
        if (kind == Kind.RAW) {
            raw(measure);
            return;
        }
        switch (measure) {
            case READY, SLOW, FRAME, START -> {
                if (round == 0) {
                    once(measure, kind);
                }
            }
            case HUNDRED -> results.add(Figure.HUNDRED, kind, hundred(pair(kind)));
            default -> loaded(measure, kind);
        }
    }

    /// What is measured in one go, whatever the number of rounds.
    private void once(Measure measure, Kind kind) throws IOException, InterruptedException {
        if (measure == Measure.READY) {
            ready(kind, pair(kind));
        } else if (measure == Measure.SLOW) {
            slow(kind);
        } else if (kind == Kind.GATEWAY) {
            alone(measure);
        }
    }

    private void loaded(Measure measure, Kind kind) throws IOException {
        Pair pair = pair(kind);
        List<Pair.Tunnel> all = of(kind);
        Pair.Tunnel first = all.getFirst();
        switch (measure) {
            case STREAM -> {
                flow(Figure.STREAM_UP, Figure.STREAM_UP_CPU, kind, load.up(pair, List.of(first), plan.window()));
                flow(Figure.STREAM_DOWN, Figure.STREAM_DOWN_CPU, kind, load.down(pair, List.of(first), plan.window()));
            }
            case STREAMS ->
                flow(
                        Figure.FOUR_STREAMS,
                        Figure.FOUR_STREAMS_CPU,
                        kind,
                        load.up(pair, Collections.nCopies(4, first), plan.window()));
            case TUBES -> flow(Figure.FOUR_TUBES, Figure.FOUR_TUBES_CPU, kind, load.up(pair, all, plan.window()));
            case ECHO ->
                results.addMicros(
                        Figure.ECHO_P50, Figure.ECHO_P99, kind, load.echo(first, 0, plan.echoes(), plan.window()));
            case BULK ->
                results.addMicros(
                        Figure.ECHO_BULK_P50,
                        Figure.ECHO_BULK_P99,
                        kind,
                        load.echo(first, 1, plan.echoes(), plan.window()));
            case BULK4 ->
                results.addMicros(
                        Figure.ECHO_BULK4_P50,
                        Figure.ECHO_BULK4_P99,
                        kind,
                        load.echo(first, 4, plan.echoes(), plan.window()));
            case OPEN -> results.addMicros(Figure.OPEN_P50, Figure.OPEN_P99, kind, opens(kind));
            default -> throw new IllegalArgumentException("measure=" + measure);
        }
    }

    /// Errors: IOException where a gateway has lost one; that the package does is told, and no reason to end.
    private Histogram opens(Kind kind) throws IOException {
        Histogram nanos = load.open(of(kind).getFirst(), plan.opens());
        if (kind == Kind.GATEWAY && nanos.getTotalCount() < plan.opens()) {
            throw new IOException("a gateway lost connections: first bytes=" + nanos.getTotalCount() + " connections="
                    + plan.opens());
        }
        return nanos;
    }

    private void flow(Figure rate, Figure cpu, Kind kind, Load.Flow flow) {
        results.add(rate, kind, flow.megabytesPerSecond());
        results.add(cpu, kind, flow.cpuSecondsPerGigabyte());
    }

    private void raw(Measure measure) throws IOException {
        if (measure == Measure.STREAM) {
            Load.Flow flow = RawPair.stream(plan.window());
            flow(Figure.STREAM_UP, Figure.STREAM_UP_CPU, Kind.RAW, flow);
            flow(Figure.STREAM_DOWN, Figure.STREAM_DOWN_CPU, Kind.RAW, flow);
        } else if (measure == Measure.ECHO) {
            RawPair.Latency latency = RawPair.echo(plan.echoes());
            results.add(Figure.ECHO_P50, Kind.RAW, latency.p50Micros());
            results.add(Figure.ECHO_P99, Kind.RAW, latency.p99Micros());
        }
    }

    private void alone(Measure measure) throws IOException, InterruptedException {
        if (measure == Measure.START) {
            new Starts(plan.home()).measure(plan.quick() ? 1 : 5, scratch, results);
            return;
        }
        List<Micro.Shown> shown;
        try {
            shown = Micro.run(FrameBenchmark.class, plan.quick() ? 2 : 5, plan.quick() ? 100 : 500);
        } catch (RunnerException e) {
            throw new IOException("the frame benchmark failed", e);
        }
        double bytes = 0;
        for (Micro.Shown one : shown) {
            bytes = Math.max(bytes, one.bytesPerOperation());
            if (one.label().endsWith("payload=8192")) {
                results.add(
                        one.label().startsWith("build") ? Figure.FRAME_BUILD : Figure.FRAME_PARSE,
                        Kind.GATEWAY,
                        one.nanos());
            }
        }
        results.add(Figure.FRAME_ALLOCATION, Kind.GATEWAY, bytes);
    }

    private Histogram creates(Pair pair, int times) throws IOException, InterruptedException {
        var nanos = new Histogram(3);
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            Pair.Tunnel tunnel = pair.connect(target.port(), Pair.finePollNanos());
            nanos.recordValue(System.nanoTime() - start);
            pair.disconnect(tunnel);
        }
        return nanos;
    }

    private void ready(Kind kind, Pair pair) throws IOException, InterruptedException {
        Histogram nanos = creates(pair, plan.creates());
        results.add(Figure.READY_P50, kind, nanos.getValueAtPercentile(50) / 1e6);
        results.add(Figure.READY_P99, kind, nanos.getValueAtPercentile(99) / 1e6);
        results.add(Figure.READY_MAX, kind, nanos.getMaxValue() / 1e6);
    }

    /// Seconds until all are ready.
    private double hundred(Pair pair) throws IOException, InterruptedException {
        Callable<Pair.Tunnel> create = () -> pair.create(target.port());
        long start = System.nanoTime();
        List<Pair.Tunnel> made = atOnce(Collections.nCopies(plan.createsAtOnce(), create));
        pair.awaitReady(made, TimeUnit.MILLISECONDS.toNanos(50));
        double seconds = (System.nanoTime() - start) / 1e9;
        var _ = atOnce(made.stream()
                .<Callable<Pair.Tunnel>>map(tunnel -> () -> {
                    pair.disconnect(tunnel);
                    return tunnel;
                })
                .toList());
        return seconds;
    }

    private static List<Pair.Tunnel> atOnce(List<Callable<Pair.Tunnel>> calls)
            throws IOException, InterruptedException {
        List<Pair.Tunnel> done = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : threads.invokeAll(calls)) {
                done.add(future.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("one of many calls failed", e);
        }
        return done;
    }

    /// On a pair of its own: its memory is not what it was, afterwards.
    private void slow(Kind kind) throws IOException, InterruptedException {
        try (Pair pair = start(kind)) {
            Pair.Tunnel tunnel = pair.connect(target.port(), Pair.finePollNanos());
            var _ = load.up(pair, List.of(tunnel), Duration.ofSeconds(plan.quick() ? 1 : 3));
            long before = pair.diallerResidentBytes();
            long most = before;
            try (var bulk = Load.Bulk.stalled(tunnel, plan.stallBytes())) {
                long end = System.nanoTime() + plan.stall().toNanos();
                while (System.nanoTime() < end) {
                    Load.pause(Duration.ofMillis(100));
                    most = Math.max(most, pair.diallerResidentBytes());
                }
                results.add(Figure.SLOW_GROWTH, kind, (most - before) / 1e6);
                results.add(Figure.SLOW_ACCEPTED, kind, bulk.bytes() / 1e6);
            } finally {
                target.closeAll();
            }
        }
        target.closeAll();
        target.awaitQuiet();
    }

    @Override
    public void close() throws IOException {
        pairs.values().forEach(Pair::close);
        target.close();
    }
}
