package dev.tubeway.server.cli;

import dev.tubeway.server.settings.SettingsSources.Flag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flag of commands that start a gateway.
final class ListenOption {
    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "where the API listens (127.0.0.1:8443)")
    @Nullable
    String listen;

    /// What was given, by the key of its setting.
    Map<String, Flag> flags() {
        Map<String, Flag> flags = new LinkedHashMap<>();
        if (listen != null) {
            flags.put("listen", new Flag(listen, "--listen"));
        }
        return flags;
    }
}
