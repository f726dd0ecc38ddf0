package dev.tubeway.internal.module;

import dev.tubeway.module.ModuleInfo.Kind;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleParameter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a module says about itself in its custom section `tubeway.manifest`.
///
/// @param abi        as it stands there: `1.0`
/// @param needs      capabilities without which it does not run
/// @param wants      capabilities it can use
/// @param limits     what it asks for; what it does not name is as in [ModuleLimits#defaults()]
/// @param notes      keys that this host does not know
/// Source: abi/manifest.schema.json.
record Manifest(
        String name,
        SemanticVersion version,
        Kind kind,
        String abi,
        List<String> protocols,
        String summary,
        String license,
        String homepage,
        Set<String> needs,
        Set<String> wants,
        List<ModuleParameter> parameters,
        ModuleLimits limits,
        List<String> notes) {

    /// The parameter of a name.
    Optional<ModuleParameter> parameter(String wanted) {
        return parameters.stream().filter(each -> each.name().equals(wanted)).findFirst();
    }

    /// Whether the module has a use for a capability.
    boolean names(String capability) {
        return needs.contains(capability) || wants.contains(capability);
    }
}
