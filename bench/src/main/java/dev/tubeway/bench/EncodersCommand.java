package dev.tubeway.bench;

import dev.tubeway.bench.micro.Content;
import dev.tubeway.bench.micro.EncoderBenchmark;
import dev.tubeway.bench.micro.EncoderBenchmark.Encoder;
import dev.tubeway.bench.micro.Micro;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tubeway bench encoders`.
@Command(
        name = "encoders",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Encodes screens as the gateway does and by ImageIO; prints a section of docs/benchmarks-pixels.md.")
final class EncodersCommand implements Callable<Integer> {
    @Option(names = "--iterations", paramLabel = "N", description = "of a second each, after as many in vain (5)")
    int iterations = 5;

    @Override
    public Integer call() throws Exception {
        Map<String, Double> nanos = Micro.run(EncoderBenchmark.class, iterations, 1000).stream()
                .collect(Collectors.toMap(Micro.Shown::label, Micro.Shown::nanos));
        var text = new StringBuilder("""
                ## Encoders

                Made by `./tubeway bench encoders`: JMH's `EncoderBenchmark`, a screen of 1920 × 1080 that is full of text and one that is a
                photograph. The gateway's PNG includes reading the screen.

                | encoder | text, ms | text, kB | photograph, ms | photograph, kB |
                |---|---:|---:|---:|---:|
                """);
        for (Encoder encoder : Encoder.values()) {
            text.append("| ").append(encoder.title());
            for (Content content : Content.values()) {
                String label = "encode content=" + content + " encoder=" + encoder;
                double millis = Objects.requireNonNull(nanos.get(label), label) / 1e6;
                double kilobytes = EncoderBenchmark.bytes(encoder, content) / 1e3;
                text.append(String.format(Locale.ROOT, " | %.1f | %.0f", millis, kilobytes));
            }
            text.append(" |\n");
        }
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(text);
        return 0;
    }
}
