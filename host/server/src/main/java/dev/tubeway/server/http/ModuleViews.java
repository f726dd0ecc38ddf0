package dev.tubeway.server.http;

import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.module.ModuleVerdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Modules as the management API shows them.
final class ModuleViews {
    private ModuleViews() {}

    record Modules(List<ModuleView> modules) {
        static Modules of(List<ModuleInfo> modules) {
            return new Modules(modules.stream().map(ModuleView::of).toList());
        }
    }

    record ModuleView(
            String name,
            String version,
            String kind,
            String abi,
            List<String> protocols,
            String summary,
            String license,
            String homepage,
            String digest,
            long sizeBytes,
            String source,
            String state,
            Capabilities capabilities,
            List<Parameter> parameters,
            int sessions,
            List<String> notes) {
        static ModuleView of(ModuleInfo module) {
            return new ModuleView(
                    module.name(),
                    module.version(),
                    module.kind().name().toLowerCase(Locale.ROOT),
                    module.abi(),
                    module.protocols(),
                    module.summary(),
                    module.license(),
                    module.homepage(),
                    module.digest(),
                    module.sizeBytes(),
                    switch (module.source()) {
                        case BUILT_IN -> "builtIn";
                        case FOLDER -> "folder";
                        case ADDED -> "added";
                    },
                    module.enabled() ? "enabled" : "disabled",
                    Capabilities.of(module),
                    module.parameters().stream().map(Parameter::of).toList(),
                    module.sessions(),
                    module.notes());
        }
    }

    /// @param needs   without these it does not run
    /// @param wants   it can use these
    /// @param granted policy gives it these
    record Capabilities(List<String> needs, List<String> wants, List<String> granted) {
        static Capabilities of(ModuleInfo module) {
            return new Capabilities(
                    module.needs().stream().sorted().toList(),
                    module.wants().stream().sorted().toList(),
                    module.granted().stream().sorted().toList());
        }
    }

    record Parameter(
            String name,
            String type,
            @Nullable String defaultValue,
            boolean secret,
            boolean required,
            List<String> choices,
            String help) {
        static Parameter of(ModuleParameter parameter) {
            return new Parameter(
                    parameter.name(),
                    parameter.type().name().toLowerCase(Locale.ROOT),
                    parameter.secret() ? null : parameter.defaultValue().orElse(null),
                    parameter.secret(),
                    parameter.required(),
                    parameter.choices(),
                    parameter.help());
        }
    }

    /// A reason why a file is no module here.
    record Refusal(String rule, String where, String what) {
        static List<Refusal> of(ModuleVerdict.Refused refused) {
            return refused.refusals().stream()
                    .map(refusal -> new Refusal(refusal.rule(), refusal.where(), refusal.what()))
                    .toList();
        }
    }
}
