package dev.tubeway.server.cli;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.IceServer;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import dev.tubeway.server.settings.SettingsSources.Flag;
import dev.tubeway.server.settings.SettingsTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the two commands that make a tube by hand have in common: a gateway inside this process, and its way out.
final class PeerOptions {
    /// People copy slowly: how long a tube waits for the other side where no setting says otherwise.
    private static final String PATIENCE = "30m";

    @Mixin
    SettingOptions options = new SettingOptions();

    @Option(
            names = "--stun",
            paramLabel = "stun:HOST:PORT",
            description = "ask this server for the address that the other side sees; may be repeated")
    List<String> stun = new ArrayList<>();

    @Option(
            names = "--turn",
            paramLabel = "turn:HOST:PORT",
            description = "relay through this server; its password comes from the environment TUBEWAY_TURN_CREDENTIAL")
    List<String> turn = new ArrayList<>();

    @Option(names = "--turn-user", paramLabel = "NAME", description = "user name at the TURN servers")
    @Nullable
    String turnUser;

    @Option(names = "--relay-only", description = "use no path but one through a TURN server")
    boolean relayOnly;

    /// Starts the gateway; the caller closes it.
    Gateway start(CommandContext context) {
        Map<String, Flag> flags = new HashMap<>();
        Settings settings = options.load(context, flags);
        if (settings.origin(SettingsTable.CONNECT_TIMEOUT).equals("default")) {
            flags.put(SettingsTable.CONNECT_TIMEOUT.key(), new Flag(PATIENCE, "of this command"));
            settings = options.load(context, flags);
        }
        SettingOptions.logLittle(settings, System.Logger.Level.WARNING);
        GatewayConfig config = ServerSettings.gatewayOf(settings);
        List<IceServer> servers = new ArrayList<>(config.iceServers());
        servers.addAll(named(context.environment()));
        // A tunnel needs no modules.
        return context.gateways().apply(config.withIceServers(servers).withModules(ModuleConfig.defaults()));
    }

    private List<IceServer> named(Map<String, String> environment) {
        List<IceServer> servers = new ArrayList<>();
        try {
            stun.forEach(url -> servers.add(IceServer.stun(url)));
            String credential = environment.get("TUBEWAY_TURN_CREDENTIAL");
            if (!turn.isEmpty() && (turnUser == null || credential == null)) {
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        "a TURN server needs --turn-user NAME and its password in the environment"
                                + " TUBEWAY_TURN_CREDENTIAL");
            }
            for (String url : turn) {
                servers.add(IceServer.turn(url, String.valueOf(turnUser), String.valueOf(credential)));
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()), e);
        }
        return servers;
    }

    /// Prints the line to copy, and warns where it will not do.
    static void print(CommandContext context, SignalLine.Role role, SignalLine.Kind kind, String base64) {
        String sdp = new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        if (!sdp.contains("a=candidate:")) {
            context.err()
                    .println("warning: no way to reach this machine was found (no network interface but loopback, or"
                            + " no TURN server with --relay-only); `tubeway doctor` says more");
        }
        String line = new SignalLine(role, kind, sdp).encode();
        if (line.length() > SignalLine.SAFE_LENGTH) {
            context.err()
                    .println("warning: the line has " + line.length() + " characters, and a terminal may cut it when"
                            + " it is pasted: send it through a file or a pipe");
        }
        context.out().println(line);
        context.out().flush();
    }

    static String base64(SignalLine line) {
        return Base64.getEncoder().encodeToString(line.sdp().getBytes(StandardCharsets.UTF_8));
    }

    /// Closes the gateway with a goodbye to the other side.
    static void goodbye(Gateway gateway) {
        gateway.close(Duration.ZERO, CloseReason.of(CloseReason.Kind.NORMAL, "closed by the user"));
    }
}
