package dev.tubeway.server.cli;

import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.Modules;
import dev.tubeway.server.settings.ServerSettings;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway module check`.
@Command(
        name = "check",
        description = "Judges a module as a gateway would, and tells what it is and what it asks for.",
        footer = {"", "Exit codes: 0 it can run here; 4 it cannot, every reason is told."})
final class ModuleCheckCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Parameters(paramLabel = "FILE", description = "the module, a .wasm file", converter = ModuleFile.Converter.class)
    ModuleFile file = ModuleFile.none();

    @Option(names = "--json", description = "the verdict as JSON")
    boolean json;

    ModuleCheckCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ModuleConfig config =
                ServerSettings.gatewayOf(options.load(context, Map.of())).modules();
        // The policy of this machine's gateway, and nothing of its disk.
        try (Modules modules = context.modules().apply(ModuleConfig.defaults().withPolicy(config.policy()))) {
            ModuleVerdict verdict = modules.check(file.bytes());
            if (json) {
                context.out()
                        .println(JsonMapper.shared()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(of(verdict)));
            } else {
                print(context.out(), verdict);
            }
            return verdict instanceof ModuleVerdict.Accepted ? 0 : CommandFailure.REFUSED;
        }
    }

    private static Map<String, Object> of(ModuleVerdict verdict) {
        Map<String, Object> view = new LinkedHashMap<>();
        switch (verdict) {
            case ModuleVerdict.Accepted(var module) -> {
                view.put("verdict", "accepted");
                view.put("module", module);
            }
            case ModuleVerdict.Refused(var refusals) -> {
                view.put("verdict", "refused");
                view.put("refusals", refusals);
            }
        }
        return view;
    }

    /// Writes a verdict for people.
    static void print(PrintStream out, ModuleVerdict verdict) {
        switch (verdict) {
            case ModuleVerdict.Accepted(var module) -> {
                out.println("accepted: " + module.name() + " " + module.version());
                describe(out, module);
            }
            case ModuleVerdict.Refused(var refusals) -> {
                out.println("refused:");
                refusals.forEach(refusal -> out.println("  " + refusal));
            }
        }
    }

    private static void describe(PrintStream out, ModuleInfo module) {
        field(out, "summary", module.summary());
        field(out, "kind", module.kind().name().toLowerCase(java.util.Locale.ROOT));
        field(out, "abi", module.abi());
        field(out, "protocols", String.join(", ", module.protocols()));
        field(out, "license", module.license());
        field(out, "size", module.sizeBytes() + " bytes");
        field(out, "sha-256", module.digest());
        capabilities(out, "needs", module.needs(), module.granted());
        capabilities(out, "wants", module.wants(), module.granted());
        for (ModuleParameter parameter : module.parameters()) {
            field(out, "parameter", parameter(parameter));
        }
        module.notes().forEach(note -> field(out, "note", note));
    }

    private static void capabilities(PrintStream out, String name, Set<String> asked, Set<String> granted) {
        List<String> words = new TreeSet<>(asked)
                .stream()
                        .map(capability -> granted.contains(capability) ? capability : capability + " (not granted)")
                        .toList();
        field(out, name, String.join(", ", words));
    }

    private static String parameter(ModuleParameter parameter) {
        StringBuilder words = new StringBuilder(parameter.name())
                .append(": ")
                .append(parameter.type().name().toLowerCase(java.util.Locale.ROOT));
        if (!parameter.choices().isEmpty()) {
            words.append(" of ").append(String.join(", ", parameter.choices()));
        }
        parameter
                .defaultValue()
                .filter(value -> !parameter.secret())
                .ifPresent(value -> words.append(", by default ").append(value));
        words.append(parameter.required() ? ", required" : "").append(parameter.secret() ? ", secret" : "");
        return words.append(parameter.help().isEmpty() ? "" : "; " + parameter.help())
                .toString();
    }

    private static void field(PrintStream out, String name, String value) {
        if (!value.isEmpty()) {
            out.println("  " + name + ": " + value);
        }
    }
}
