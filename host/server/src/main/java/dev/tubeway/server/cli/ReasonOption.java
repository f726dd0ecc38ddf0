package dev.tubeway.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--reason`: why something is closed.
final class ReasonOption {
    @Option(names = "--reason", paramLabel = "REASON", description = "such as normal or timeout (adminClosed)")
    @Nullable
    String reason;

    /// What is put behind the address of the thing to close.
    String query() {
        return reason == null ? "" : "?reason=" + ApiClient.part(reason);
    }
}
