package dev.tubeway.server;

import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.Modules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/// Modules whose files are texts: `NAME VERSION` is a module, all else is none.
public final class FakeModules implements Modules {
    private final Map<String, ModuleInfo> modules = new ConcurrentSkipListMap<>();
    private final FakeRecordings recordings = new FakeRecordings();

    public FakeModules() {
        keep(info("telnet", "1.0.0", ModuleInfo.Source.BUILT_IN, true));
    }

    @Override
    public List<ModuleInfo> list() {
        return List.copyOf(modules.values());
    }

    @Override
    public Optional<ModuleInfo> find(String name, String version) {
        return Optional.ofNullable(modules.get(name + " " + version));
    }

    @Override
    public ModuleVerdict check(byte[] wasm) {
        String[] words = new String(wasm, StandardCharsets.UTF_8).split(" ", -1);
        if (words.length != 2) {
            return new ModuleVerdict.Refused(List.of(
                    new ModuleVerdict.Refusal("not-wasm", "file", "it is no Wasm file"),
                    new ModuleVerdict.Refusal("no-manifest", "section tubeway.manifest", "there is none")));
        }
        return new ModuleVerdict.Accepted(info(words[0], words[1], ModuleInfo.Source.ADDED, true));
    }

    @Override
    public ModuleVerdict add(byte[] wasm) {
        ModuleVerdict verdict = check(wasm);
        if (verdict instanceof ModuleVerdict.Accepted(var module)) {
            keep(module);
        }
        return verdict;
    }

    @Override
    public boolean enable(String name, String version, boolean enabled) {
        return find(name, version)
                .map(module -> keep(info(name, version, module.source(), enabled)))
                .isPresent();
    }

    @Override
    public boolean remove(String name, String version) {
        return find(name, version).isPresent() && modules.remove(name + " " + version) != null;
    }

    @Override
    public FakeRecordings recordings() {
        return recordings;
    }

    @Override
    public void close() {
        modules.clear();
    }

    private ModuleInfo keep(ModuleInfo module) {
        modules.put(module.name() + " " + module.version(), module);
        return module;
    }

    private static ModuleInfo info(String name, String version, ModuleInfo.Source source, boolean enabled) {
        return new ModuleInfo(
                name,
                version,
                ModuleInfo.Kind.PROTOCOL,
                "1.0",
                List.of(name),
                "A fake",
                "Apache-2.0",
                "",
                "ab".repeat(32),
                1234,
                source,
                enabled,
                Set.of(),
                Set.of("tls", "clipboard"),
                Set.of("tls"),
                List.of(
                        new ModuleParameter(
                                "port",
                                ModuleParameter.Type.INTEGER,
                                Optional.of("23"),
                                false,
                                false,
                                List.of(),
                                "Port of the server"),
                        new ModuleParameter(
                                "password",
                                ModuleParameter.Type.STRING,
                                Optional.of("never shown"),
                                true,
                                false,
                                List.of(),
                                "")),
                0,
                List.of("function 17 (render) is slow"));
    }
}
