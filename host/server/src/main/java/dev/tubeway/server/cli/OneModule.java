package dev.tubeway.server.cli;

import dev.tubeway.GatewayConfig;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/// The options of what runs one module inside this process.
final class OneModule {
    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "value of a parameter of the module; may be repeated")
    List<String> assignments = new ArrayList<>();

    @Option(
            names = "--grant",
            paramLabel = "CAPABILITY",
            description = "lets the module use a capability, beside what the settings grant; may be repeated")
    List<String> grants = new ArrayList<>();

    /// A gateway that knows no module yet, and keeps what it compiles where the gateway of this machine does.
    GatewayConfig gateway(Settings settings) {
        GatewayConfig config = ServerSettings.gatewayOf(settings);
        ModuleConfig modules =
                ModuleConfig.defaults().withPolicy(policy(config.modules().policy()));
        if (config.modules().cache().isPresent()) {
            modules = modules.withCache(config.modules().cache().get());
        }
        return config.withModules(modules);
    }

    private ModulePolicy policy(ModulePolicy policy) {
        if (grants.isEmpty()) {
            return policy;
        }
        Map<String, Set<String>> all = new HashMap<>(policy.grants());
        Set<String> any = new HashSet<>(all.getOrDefault("*", Set.of()));
        any.addAll(grants);
        all.put("*", any);
        return policy.withGrants(all);
    }

    /// The values of the parameters.
    ///
    /// Errors: [CommandFailure].
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new CommandFailure(CommandFailure.USAGE, "--param takes NAME=VALUE: param=" + assignment);
            }
            values.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return values;
    }

    /// The values of the parameters, which the module must have.
    ///
    /// Errors: [CommandFailure] that names what is wrong.
    Map<String, String> values(ModuleInfo module) {
        Map<String, String> values = values();
        List<String> known =
                module.parameters().stream().map(parameter -> parameter.name()).toList();
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        "the module " + module.name() + " has no such parameter: param=" + name + "; it has "
                                + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
        return values;
    }

    /// Says why a file is no module here.
    static CommandFailure refused(ModuleFile file, ModuleVerdict.Refused refused) {
        StringBuilder words = new StringBuilder("the module is refused: file=").append(file.path());
        refused.refusals().forEach(refusal -> words.append("\n  ").append(refusal));
        return new CommandFailure(CommandFailure.REFUSED, words.toString());
    }

    /// Errors: [CommandFailure] where policy does not give the module what it needs.
    static void requireNeeds(ModuleInfo module) {
        Set<String> missing = new TreeSet<>(module.needs());
        missing.removeAll(module.granted());
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "the module " + module.name() + " needs what policy does not grant; add --grant "
                            + String.join(" --grant ", missing));
        }
    }
}
