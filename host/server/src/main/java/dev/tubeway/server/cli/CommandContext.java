package dev.tubeway.server.cli;

import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.Modules;
import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// What commands know of the world outside.
///
/// @param out         standard output: results
/// @param err         standard error: words for people
/// @param in          standard input, by line
/// @param environment environment variables
/// @param gateways    starts a gateway inside this process
/// @param modules     opens modules inside this process, without a gateway
/// @param terminal    whether somebody watches the output
/// @param stops       tells when the process is to end
public record CommandContext(
        PrintStream out,
        PrintStream err,
        BufferedReader in,
        Map<String, String> environment,
        Function<GatewayConfig, Gateway> gateways,
        Function<ModuleConfig, Modules> modules,
        boolean terminal,
        StopSignal stops) {

    public CommandContext {
        Objects.requireNonNull(out, "out");
        environment = Map.copyOf(environment);
    }

    /// How people call this program: `./tubeway` where the launcher started it.
    String program() {
        String launcher = environment.get("TUBEWAY_LAUNCHER_NAME");
        return launcher == null || launcher.isBlank() ? "tubeway" : launcher;
    }

    /// This process.
    public static CommandContext ofProcess() {
        return new CommandContext(
                System.out,
                System.err,
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                System.getenv(),
                Gateway::start,
                Modules::open,
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false),
                new StopSignal());
    }
}
