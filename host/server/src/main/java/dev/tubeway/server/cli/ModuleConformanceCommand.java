package dev.tubeway.server.cli;

import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.Modules;
import dev.tubeway.server.settings.Settings;
import dev.tubeway.server.workshop.CheckResult;
import dev.tubeway.server.workshop.CheckResult.Outcome;
import dev.tubeway.server.workshop.Conformance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway module conformance`.
@Command(
        name = "conformance",
        description = "Runs a module through what every module has to live with: policies that refuse it, targets"
                + " that misbehave, clients that storm, a replay.",
        footer = {
            "",
            "The target and the client are inside this process; the protocol of the module is not known to",
            "them. Every capability that the module asks for is granted.",
            "Exit codes: 0 every check passed; 1 one failed; 2 wrong usage."
        })
final class ModuleConformanceCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Mixin
    OneModule module = new OneModule();

    @Parameters(paramLabel = "FILE", description = "the module, a .wasm file", converter = ModuleFile.Converter.class)
    ModuleFile file = ModuleFile.none();

    @Option(names = "--json", description = "the results as JSON")
    boolean json;

    ModuleConformanceCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.load(context, Map.of());
        SettingOptions.logLittle(settings, System.Logger.Level.ERROR);
        byte[] wasm = file.bytes();
        List<CheckResult> results = Conformance.run(wasm, module.gateway(settings), values(settings, wasm), result -> {
            if (!json) {
                print(result);
            }
        });
        long failed = results.stream()
                .filter(result -> result.outcome() == Outcome.FAIL)
                .count();
        long passed = results.stream()
                .filter(result -> result.outcome() == Outcome.PASS)
                .count();
        if (json) {
            context.out()
                    .println(JsonMapper.shared()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(view(results, passed, failed)));
        } else {
            context.out().println(passed + " passed, " + failed + " failed");
        }
        return failed == 0 ? 0 : CommandFailure.FAILED;
    }

    /// The values that were named; what the module is refused for is told by its first check.
    private Map<String, String> values(Settings settings, byte[] wasm) {
        try (Modules modules = Modules.open(module.gateway(settings).modules())) {
            return modules.check(wasm) instanceof ModuleVerdict.Accepted(var info)
                    ? module.values(info)
                    : module.values();
        }
    }

    private void print(CheckResult result) {
        List<String> lines = result.detail().lines().toList();
        boolean failed = result.outcome() == Outcome.FAIL;
        StringBuilder words = new StringBuilder(String.format(
                Locale.ROOT,
                "%-7s %-10s %-20s %6.2f s  %s",
                result.outcome() == Outcome.SKIPPED ? "-" : result.outcome().name(),
                result.group(),
                result.name(),
                result.took().toMillis() / 1000.0,
                failed || lines.isEmpty() ? result.what() : lines.getFirst()));
        if (failed) {
            lines.forEach(line -> words.append("\n          ").append(line));
        }
        context.out().println(words);
        context.out().flush();
    }

    private static Map<String, Object> view(List<CheckResult> results, long passed, long failed) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("passed", passed);
        view.put("failed", failed);
        view.put("checks", results.stream().map(ModuleConformanceCommand::view).toList());
        return view;
    }

    private static Map<String, Object> view(CheckResult result) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("group", result.group());
        view.put("name", result.name());
        view.put("what", result.what());
        view.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
        view.put("detail", result.detail());
        view.put("seconds", result.took().toMillis() / 1000.0);
        return view;
    }
}
