package dev.tubeway.server.cli;

import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.TubewayException;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import dev.tubeway.server.settings.SettingsTable;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tubeway doctor`.
@Command(
        name = "doctor",
        description = "Looks at what tubes need on this machine and says what is missing, with the cure.",
        footer = {"", "Exits with 1 where tubes cannot be opened."})
final class DoctorCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    DoctorCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Settings settings = options.load(context, Map.of());
        SettingOptions.logLittle(settings, System.Logger.Level.WARNING);
        // Tubes need no modules.
        GatewayConfig config = ServerSettings.gatewayOf(settings).withModules(ModuleConfig.defaults());
        List<Finding> findings;
        try (Gateway gateway = context.gateways().apply(config)) {
            findings = gateway.diagnose(
                    settings.get(SettingsTable.ICE_SERVERS), settings.get(SettingsTable.DIAGNOSTICS_TIMEOUT));
        } catch (TubewayException e) {
            findings = List.of(new Finding(
                    "transport", Verdict.FAILED, "the transport does not start", String.valueOf(e.getMessage())));
        }
        boolean failed = false;
        for (Finding finding : findings) {
            failed |= finding.verdict() == Verdict.FAILED;
            String mark = switch (finding.verdict()) {
                case OK -> "ok     ";
                case WARNING -> "warning";
                case FAILED -> "FAILED ";
            };
            context.out().println(mark + "  " + finding.subject() + ": " + finding.detail());
            if (!finding.cure().isEmpty()) {
                context.out().println("         cure: " + finding.cure());
            }
        }
        context.out().println(failed ? "tubes cannot be opened here" : "tubes can be opened here");
        return failed ? 1 : 0;
    }
}
