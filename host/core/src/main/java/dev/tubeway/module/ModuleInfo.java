package dev.tubeway.module;

import java.util.List;
import java.util.Set;

/// One version of a module, as its manifest describes it and as it stands here.
///
/// Threading: immutable; a picture of one moment.
///
/// @param name       unique name: `telnet`
/// @param version    semantic version: `1.4.0`
/// @param kind       what it is for
/// @param abi        the ABI it was built for: `1.0`
/// @param protocols  the names clients select it by
/// @param summary    one line for people
/// @param license    SPDX expression; empty where none is told
/// @param homepage   empty where none is told
/// @param digest     SHA-256 of the file, lower-case hex
/// @param sizeBytes  size of the file
/// @param source     where it came from
/// @param enabled    whether new sessions may use it
/// @param needs      capabilities without which it does not run
/// @param wants      capabilities it can use
/// @param granted    capabilities that policy gives it
/// @param parameters in the order of the manifest
/// @param sessions   sessions that run it now
/// @param notes      what is worth knowing: functions that are slow, capabilities that were not granted
public record ModuleInfo(
        String name,
        String version,
        Kind kind,
        String abi,
        List<String> protocols,
        String summary,
        String license,
        String homepage,
        String digest,
        long sizeBytes,
        Source source,
        boolean enabled,
        Set<String> needs,
        Set<String> wants,
        Set<String> granted,
        List<ModuleParameter> parameters,
        int sessions,
        List<String> notes) {

    public ModuleInfo {
        protocols = List.copyOf(protocols);
        needs = Set.copyOf(needs);
        wants = Set.copyOf(wants);
        granted = Set.copyOf(granted);
        parameters = List.copyOf(parameters);
        notes = List.copyOf(notes);
    }

    /// What a module is for.
    public enum Kind {
        PROTOCOL,
        FILTER,
        TRANSFORM
    }

    /// Where a module came from.
    public enum Source {
        BUILT_IN,
        FOLDER,
        ADDED
    }
}
