package dev.tubeway.server.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Waits for a line that somebody pastes, while watching for the end of the process.
///
/// Threading: a read of standard input cannot be given up, so a thread of its own does it.
final class LineReader {
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final CommandContext context;
    private final SynchronousQueue<Optional<String>> lines = new SynchronousQueue<>();

    LineReader(CommandContext context) {
        this.context = context;
        Thread.ofPlatform().daemon().name("standard-input").start(this::read);
    }

    private void read() {
        try {
            String line = context.in().readLine();
            while (line != null) {
                lines.put(Optional.of(line));
                line = context.in().readLine();
            }
            lines.put(Optional.empty());
        } catch (IOException e) {
            context.err().println("tubeway: cannot read standard input: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The next line of the wanted role; other lines are explained and passed over. Empty where the process is to end
    /// or `given` says that waiting is pointless.
    ///
    /// Errors: [CommandFailure] at the end of the input.
    Optional<SignalLine> next(SignalLine.Role wanted, BooleanSupplier given) throws InterruptedException {
        while (!context.stops().await(Duration.ZERO) && !given.getAsBoolean()) {
            Optional<String> line = lines.poll(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                continue;
            }
            if (line.isEmpty()) {
                throw new CommandFailure(
                        CommandFailure.FAILED, "the input ended before the line of the other side came: paste it here");
            }
            if (line.get().isBlank()) {
                continue;
            }
            try {
                SignalLine signal = SignalLine.decode(line.get());
                if (signal.role() == wanted) {
                    return Optional.of(signal);
                }
                context.err()
                        .println("that is an " + signal.role() + " line; the " + wanted
                                + " line of the other side is due");
            } catch (IllegalArgumentException e) {
                context.err().println(e.getMessage());
            }
        }
        return Optional.empty();
    }
}
