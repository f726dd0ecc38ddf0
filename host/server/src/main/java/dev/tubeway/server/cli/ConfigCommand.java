package dev.tubeway.server.cli;

import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway config`.
@Command(name = "config", description = "Shows every setting with its effective value and where it came from.")
final class ConfigCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Option(names = "--json", description = "as JSON")
    boolean json;

    ConfigCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Settings settings = options.load(context, Map.of());
        ServerSettings.of(settings);
        if (json) {
            Map<String, Map<String, String>> all = new LinkedHashMap<>();
            for (Settings.Entry<?> entry : settings.entries()) {
                all.put(entry.setting().key(), Map.of("value", entry.shown(), "origin", entry.origin()));
            }
            context.out()
                    .println(
                            JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all));
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Settings.Entry<?> entry : settings.entries()) {
            rows.add(List.of(entry.setting().key(), entry.shown(), entry.origin()));
        }
        Table.print(context.out(), List.of("KEY", "VALUE", "ORIGIN"), rows);
        return 0;
    }
}
