package dev.tubeway.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A bare webrtc-java data channel between two processes, nothing of ours between: the probe of the WebRTC
/// module's tests, a fresh pair for each figure.
final class RawPair {
    private static final String PROBE = "dev.tubeway.webrtc.RawChannelProbe";

    private RawPair() {}

    /// Messages of 64 KiB, with a queue of 1 MiB and one of 4 MiB; the better of the two.
    static Load.Flow stream(Duration window) throws IOException {
        var best = new Load.Flow(0, 0);
        for (Map<String, Double> result : run(
                "throughput", "--sizes", "64", "--marks", "1024,4096", "--millis", String.valueOf(window.toMillis()))) {
            double rate = result.getOrDefault("MBps", 0.0);
            if (rate > best.megabytesPerSecond()) {
                double cpu = result.getOrDefault("senderCpuSecondsPerGB", 0.0)
                        + result.getOrDefault("receiverCpuSecondsPerGB", 0.0);
                best = new Load.Flow(rate, cpu / 2);
            }
        }
        return best;
    }

    /// Round trips of 64 bytes, microseconds.
    record Latency(double p50Micros, double p99Micros) {}

    /// One at once after the other.
    static Latency echo(int rounds) throws IOException {
        return latency("--rounds", String.valueOf(rounds));
    }

    /// One at a time, with pauses between.
    ///
    /// @param fewest milliseconds
    /// @param most   milliseconds, not reached
    static Latency echo(int rounds, int fewest, int most) throws IOException {
        return latency("--rounds", String.valueOf(rounds), "--pauses", fewest + "-" + most);
    }

    private static Latency latency(String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("latency"));
        arguments.addAll(List.of(options));
        Map<String, Double> result = run(arguments.toArray(String[]::new)).getFirst();
        return new Latency(result.getOrDefault("p50", 0.0), result.getOrDefault("p99", 0.0));
    }

    private static List<Map<String, Double>> run(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PROBE,
                "pair"));
        command.addAll(List.of(arguments));
        Process process = Processes.start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
        try (var out = process.inputReader()) {
            List<Map<String, Double>> results = out.lines()
                    .filter(line -> line.startsWith("RESULT "))
                    .map(RawPair::fields)
                    .toList();
            if (results.isEmpty()) {
                throw new IOException("the raw channel gave no result");
            }
            return results;
        } finally {
            Processes.end(process);
        }
    }

    private static Map<String, Double> fields(String line) {
        var fields = new HashMap<String, Double>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                fields.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
            }
        }
        return fields;
    }
}
