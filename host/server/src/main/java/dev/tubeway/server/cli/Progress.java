package dev.tubeway.server.cli;

import dev.tubeway.CloseReason;
import dev.tubeway.Tube;
import dev.tubeway.TubeStats;
import dev.tubeway.TubeStatus;
import java.time.Duration;
import java.util.Locale;

/// Watches one tube until it ends or the process is to end: a line that rewrites itself on a terminal, a
/// line per change elsewhere.
final class Progress {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final CommandContext context;
    private final Tube tube;
    private String shown = "";
    private int lastLength;

    Progress(CommandContext context, Tube tube) {
        this.context = context;
        this.tube = tube;
    }

    /// Returns the exit code: 0 where the user or the peer ended the tube, 1 where it failed.
    int follow() throws InterruptedException {
        long sent = 0;
        long received = 0;
        long before = System.nanoTime();
        while (!context.stops().await(STEP)) {
            TubeStatus status = tube.status();
            if (status.isTerminal()) {
                return ended();
            }
            TubeStats stats = tube.stats();
            long now = System.nanoTime();
            double seconds = Math.max(1e-3, (now - before) / 1e9);
            show(
                    status,
                    stats,
                    String.format(
                            Locale.ROOT,
                            "%s/s out, %s/s in",
                            size((stats.bytesSent() - sent) / seconds),
                            size((stats.bytesReceived() - received) / seconds)));
            sent = stats.bytesSent();
            received = stats.bytesReceived();
            before = now;
        }
        finishLine();
        context.err().println("closing");
        return 0;
    }

    private void show(TubeStatus status, TubeStats stats, String rates) {
        String state = status.label() + ", " + stats.openConnections() + " connections (" + stats.totalConnections()
                + " so far)" + path(stats);
        if (context.terminal()) {
            String line = state + ", " + rates;
            context.err().print("\r" + line + " ".repeat(Math.max(0, lastLength - line.length())));
            context.err().flush();
            lastLength = line.length();
        } else if (!state.equals(shown)) {
            context.err().println(state);
            shown = state;
        }
    }

    private static String path(TubeStats stats) {
        return stats.path()
                .selected()
                .map(pair -> ", " + pair.localType() + " to " + pair.remoteType() + " over " + pair.protocol())
                .orElse("");
    }

    private int ended() {
        finishLine();
        CloseReason reason = tube.closeReason().orElse(CloseReason.of(CloseReason.Kind.UNKNOWN));
        context.err().println("the tube ended: " + reason);
        return switch (reason.kind()) {
            case NORMAL, CLIENT, ADMIN_CLOSED, TUNNEL_CLOSED -> 0;
            default -> 1;
        };
    }

    private void finishLine() {
        if (lastLength > 0) {
            context.err().println();
            lastLength = 0;
        }
    }

    private static String size(double bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB"};
        double rest = bytes;
        int unit = 0;
        while (rest >= 1024 && unit < units.length - 1) {
            rest /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", rest, units[unit]);
    }
}
