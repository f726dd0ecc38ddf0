package dev.tubeway.server.workshop;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.Modules;
import dev.tubeway.server.workshop.CheckResult.Outcome;
import dev.tubeway.server.workshop.Trial.Failed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Runs a module through what every module has to live with: policies that refuse it, targets that misbehave, clients
/// that storm. It knows nothing of the module's protocol, so it proves that a module does no harm and never hangs, not
/// that it speaks its protocol well.
///
/// Threading: one thread.
public final class Conformance {
    private final byte[] wasm;
    private final GatewayConfig config;
    private final Map<String, String> values;
    private final Consumer<CheckResult> told;
    private final List<CheckResult> results = new ArrayList<>();

    /// What a check does; it throws where the module does not do what is asked of it.
    ///
    /// @see Trial
    @FunctionalInterface
    interface Check {
        /// Returns what was seen.
        String run() throws Failed, IOException, InterruptedException;
    }

    private Conformance(byte[] wasm, GatewayConfig config, Map<String, String> values, Consumer<CheckResult> told) {
        this.wasm = wasm;
        this.config = config;
        this.values = values;
        this.told = told;
    }

    /// Runs every check.
    ///
    /// @param config its policy caps what the module may use; every capability that the module asks for is granted
    /// @param values of the module's parameters; those that are required and not named get some value
    /// @param told   is told of each check as it ends
    public static List<CheckResult> run(
            byte[] wasm, GatewayConfig config, Map<String, String> values, Consumer<CheckResult> told)
            throws InterruptedException {
        Conformance kit = new Conformance(wasm, config, values, told);
        kit.all();
        return List.copyOf(kit.results);
    }

    private void all() throws InterruptedException {
        ModulePolicy generous = granting(true);
        ModuleVerdict verdict = verdict(generous, wasm);
        check("refusals", "accepted", "the file is accepted where its capabilities are granted", () -> {
            switch (verdict) {
                case ModuleVerdict.Accepted(var module) -> {
                    return module.name() + " " + module.version() + ", " + module.sizeBytes() + " bytes";
                }
                case ModuleVerdict.Refused(var refusals) ->
                    throw new Failed(String.join(
                            "\n", refusals.stream().map(Object::toString).toList()));
            }
        });
        if (!(verdict instanceof ModuleVerdict.Accepted(ModuleInfo module))) {
            return;
        }
        refusals(module, generous);
        try (Gateway gateway = gateway(generous)) {
            if (gateway.modules().add(wasm) instanceof ModuleVerdict.Accepted(ModuleInfo added)) {
                new SessionChecks(this, gateway, added, valuesOf(added)).all();
            }
        }
        if (!module.wants().isEmpty()) {
            try (Gateway gateway = gateway(granting(false))) {
                if (gateway.modules().add(wasm) instanceof ModuleVerdict.Accepted(ModuleInfo added)) {
                    new SessionChecks(this, gateway, added, valuesOf(added)).withoutWants();
                }
            }
        }
    }

    private Gateway gateway(ModulePolicy policy) {
        ModuleConfig modules = ModuleConfig.defaults().withPolicy(policy);
        if (config.modules().cache().isPresent()) {
            modules = modules.withCache(config.modules().cache().get());
        }
        return NoTubes.gateway(config.withModules(modules));
    }

    /// The policy of the settings, and what the module asks for.
    private ModulePolicy granting(boolean wants) {
        ModulePolicy policy = config.modules().policy();
        Set<String> all = new HashSet<>();
        if (verdict(policy, wasm) instanceof ModuleVerdict.Accepted(ModuleInfo module)) {
            all.addAll(module.needs());
            if (wants) {
                all.addAll(module.wants());
            }
        }
        return policy.withGrants(Map.of("*", all));
    }

    private void refusals(ModuleInfo module, ModulePolicy generous) throws InterruptedException {
        check("refusals", "names-itself", "the manifest names a protocol and says what the module is", () -> {
            List<String> missing = new ArrayList<>();
            if (module.protocols().isEmpty()) {
                missing.add("protocols");
            }
            if (module.summary().isBlank()) {
                missing.add("summary");
            }
            for (String name : List.of("hostname", "port")) {
                if (module.parameters().stream()
                        .noneMatch(parameter -> parameter.name().equals(name))) {
                    missing.add("parameter " + name);
                }
            }
            if (!missing.isEmpty()) {
                throw new Failed("the manifest lacks: " + String.join(", ", missing));
            }
            return String.join(", ", module.protocols());
        });
        check("refusals", "damaged-file", "a file that was cut or changed is refused, not run", () -> {
            for (int length : new int[] {0, 7, wasm.length / 2, wasm.length - 1}) {
                if (verdict(generous, Arrays.copyOf(wasm, length)) instanceof ModuleVerdict.Accepted) {
                    throw new Failed("accepted after " + length + " of " + wasm.length + " bytes");
                }
            }
            return "";
        });
        check(
                "refusals",
                "memory-is-declared",
                "a policy with too little memory refuses the module, with the reason",
                () -> {
                    ModulePolicy tight = generous.withLimits(generous.limits().withMemoryPages(1));
                    return verdict(tight, wasm) instanceof ModuleVerdict.Refused(var refusals)
                            ? refusals.getFirst().toString()
                            : "it runs in one page";
                });
    }

    private static ModuleVerdict verdict(ModulePolicy policy, byte[] file) {
        try (Modules modules = Modules.open(ModuleConfig.defaults().withPolicy(policy))) {
            return modules.check(file);
        }
    }

    /// What the client gives: what was named, and something for what is required.
    private Map<String, String> valuesOf(ModuleInfo module) {
        Map<String, String> all = new HashMap<>();
        for (ModuleParameter parameter : module.parameters()) {
            if (parameter.required() && parameter.defaultValue().isEmpty()) {
                all.put(parameter.name(), some(parameter));
            }
        }
        all.putAll(values);
        return all;
    }

    private static String some(ModuleParameter parameter) {
        if (!parameter.choices().isEmpty()) {
            return parameter.choices().getFirst();
        }
        return switch (parameter.type()) {
            case INTEGER, NUMBER -> "1";
            case BOOLEAN -> "false";
            case STRING, ENUM -> "some";
        };
    }

    /// Runs a check; returns whether it passed.
    boolean check(String group, String name, String what, Check check) throws InterruptedException {
        long began = System.nanoTime();
        Outcome outcome = Outcome.PASS;
        String detail;
        try {
            detail = check.run();
        } catch (Failed e) {
            outcome = Outcome.FAIL;
            detail = String.valueOf(e.getMessage());
        } catch (IOException e) {
            outcome = Outcome.FAIL;
            detail = "the host hung up on the client: " + e.getMessage();
        }
        add(new CheckResult(group, name, what, outcome, detail, Duration.ofNanos(System.nanoTime() - began)));
        return outcome == Outcome.PASS;
    }

    void skip(String group, String name, String what) {
        add(new CheckResult(group, name, what, Outcome.SKIPPED, "the session does not open", Duration.ZERO));
    }

    private void add(CheckResult result) {
        results.add(result);
        told.accept(result);
    }

    /// How a session is ended from outside.
    static CloseReason adminClosed() {
        return CloseReason.of(CloseReason.Kind.ADMIN_CLOSED, "the conformance kit ended it");
    }
}
