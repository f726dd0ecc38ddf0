package dev.tubeway.server.cli;

import dev.tubeway.server.Logging;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import dev.tubeway.server.settings.SettingsSources.Flag;
import dev.tubeway.server.settings.SettingsTable;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tubeway serve`.
@Command(
        name = "serve",
        description = "Runs a gateway with its management API until it is told to stop.",
        footer = {
            "",
            "One line on standard output says when it is ready and where. SIGTERM or Ctrl-C",
            "refuses new tubes, waits up to drainTimeout, closes the rest; again: at once."
        })
final class ServeCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Mixin
    ListenOption listen = new ListenOption();

    @Option(
            names = "--guacd",
            paramLabel = "HOST:PORT",
            description = "where Guacamole clients come in (127.0.0.1:4822 is usual; off without it)")
    @Nullable
    String guacd;

    @Option(
            names = "--websocket",
            paramLabel = "HOST:PORT",
            description = "where Guacamole clients come in by WebSocket (127.0.0.1:4823 is usual; off without it)")
    @Nullable
    String websocket;

    ServeCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Flag> flags = listen.flags();
        if (guacd != null) {
            flags.put("guacd.listen", new Flag(guacd, "--guacd"));
        }
        if (websocket != null) {
            flags.put("websocket.listen", new Flag(websocket, "--websocket"));
        }
        Settings settings = options.load(context, flags);
        Logging.configure(settings.get(SettingsTable.LOG_LEVEL));
        Serving serving = Serving.start(context, ServerSettings.of(settings));
        context.stops().listen();
        context.out().println(serving.readyLine());
        context.out().flush();
        serving.serve(context.stops());
        return 0;
    }
}
