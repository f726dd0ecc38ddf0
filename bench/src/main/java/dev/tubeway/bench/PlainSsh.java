package dev.tubeway.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// The system's SSH client in the place of a server of sessions: what a shell costs that nobody draws.
final class PlainSsh {
    private static final int LAST_OF_PIPE = 7;

    private final SshTarget target;
    private final Results results;

    PlainSsh(SshTarget target, Results results) {
        this.target = target;
        this.results = results;
    }

    private ProcessBuilder client(String command) {
        var words = new ArrayList<>(List.of(
                "ssh",
                "-F",
                "none",
                "-tt",
                "-q",
                "-i",
                target.key().toString(),
                "-p",
                Integer.toString(target.port()),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                System.getProperty("user.name") + "@127.0.0.1"));
        if (!command.isEmpty()) {
            words.add(command);
        }
        return new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    void keys(int keys, int warmUp) throws IOException {
        Process client = Processes.start(client(target.script("echo")));
        try (OutputStream out = client.getOutputStream();
                InputStream in = client.getInputStream()) {
            awaitPrompt(in);
            Typing.Typed typed = new Typing(
                            character -> {
                                out.write(character);
                                out.flush();
                            },
                            () -> {
                                take(in);
                                return true;
                            },
                            () -> in.skipNBytes(in.available()))
                    .measure(Kind.PLAIN, client.pid(), keys, warmUp);
            results.add(Figure.KEY_P50, Kind.PLAIN, typed.times().getValueAtPercentile(50) / 1e6);
            results.add(Figure.KEY_P99, Kind.PLAIN, typed.times().getValueAtPercentile(99) / 1e6);
            results.add(Figure.KEY_CPU, Kind.PLAIN, typed.cpuMillis());
        } finally {
            Processes.end(client);
        }
    }

    void flood(Text text, long bytes) throws IOException, InterruptedException {
        String command = target.command(text, bytes);
        long begun = System.nanoTime();
        Process client = Processes.start(client(command).redirectOutput(ProcessBuilder.Redirect.DISCARD));
        try {
            if (client.waitFor() != 0) {
                throw new IOException("ssh failed: exit code " + client.exitValue());
            }
            results.add(text.time(), Kind.PLAIN, (System.nanoTime() - begun) / 1e9 * Text.PER_BYTES / bytes);
        } finally {
            Processes.end(client);
        }
    }

    void setUp(int times) throws IOException {
        var prompt = new Histogram(3);
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            Process client = Processes.start(client(""));
            try (InputStream in = client.getInputStream()) {
                awaitPrompt(in);
                while (take(in) != '$') {
                    // The rest of the prompt.
                }
                prompt.recordValue(System.nanoTime() - begun);
            } finally {
                Processes.end(client);
            }
        }
        results.add(Figure.PROMPT_P50, Kind.PLAIN, prompt.getValueAtPercentile(50) / 1e6);
        results.add(Figure.PROMPT_P99, Kind.PLAIN, prompt.getValueAtPercentile(99) / 1e6);
    }

    /// Reads to the end of the second of the two commands that open and close a pipe.
    private static void awaitPrompt(InputStream in) throws IOException {
        for (int ends = 0; ends < 2; ) {
            ends += take(in) == LAST_OF_PIPE ? 1 : 0;
        }
    }

    private static int take(InputStream in) throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException("ssh ended");
        }
        return c;
    }
}
