package dev.tubeway.server.cli;

import dev.tubeway.server.Logging;
import dev.tubeway.server.settings.Settings;
import dev.tubeway.server.settings.SettingsException;
import dev.tubeway.server.settings.SettingsSources;
import dev.tubeway.server.settings.SettingsSources.Flag;
import dev.tubeway.server.settings.SettingsTable;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags of every command that reads settings.
final class SettingOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "read settings from this file (YAML) instead of DIR/tubeway.yaml")
    @Nullable
    Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "folder of the token and of tubeway.yaml")
    @Nullable
    Path data;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "set one setting, such as --set limits.idleTimeout=30m; may be repeated")
    List<String> set = new ArrayList<>();

    /// Loads the settings; `more` are flags of the command's own, which win over `--set`.
    ///
    /// Errors: [SettingsException].
    Settings load(CommandContext context, Map<String, Flag> more) {
        Map<String, Flag> flags = new LinkedHashMap<>();
        if (data != null) {
            flags.put("data", new Flag(data.toString(), "--data"));
        }
        for (String assignment : set) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new SettingsException("--set takes KEY=VALUE, such as --set limits.idleTimeout=30m");
            }
            flags.put(assignment.substring(0, equals), new Flag(assignment.substring(equals + 1), "--set"));
        }
        flags.putAll(more);
        return SettingsSources.load(
                new SettingsSources.Flags(Optional.ofNullable(config), flags), context.environment());
    }

    /// Logs what is at least so grave, or what the settings ask for: for commands that tell people what they do.
    static void logLittle(Settings settings, Level least) {
        boolean asked = !settings.origin(SettingsTable.LOG_LEVEL).equals("default");
        Logging.configure(asked ? settings.get(SettingsTable.LOG_LEVEL) : least);
    }
}
