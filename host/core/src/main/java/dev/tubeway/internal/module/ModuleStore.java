package dev.tubeway.internal.module;

import dev.tubeway.internal.module.record.Replay;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleInfo.Source;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.ModuleVerdict.Refusal;
import dev.tubeway.module.Modules;
import dev.tubeway.module.RecordingInfo;
import dev.tubeway.module.Recordings;
import dev.tubeway.module.ReplayVerdict;
import dev.tubeway.spi.SshProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Keeps the modules of a gateway.
///
/// Threading: any thread; reading takes no lock, loading has no lock either, and who loads the same version twice
/// at once has the later one stand.
/// Ownership: owns its watchdog, its socket loop and the watch of its folder.
public final class ModuleStore implements Modules, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ModuleStore.class.getName());
    static final String SUFFIX = ".wasm";

    /// What a module is known by.
    private record Key(String name, String version) {}

    private final ConcurrentHashMap<Key, StoredModule> modules = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Path, Key> byFile = new ConcurrentHashMap<>();
    private final Watchdog watchdog;
    private final SocketLoop sockets = new SocketLoop();
    private final RecordingDesk recordings;
    private final SshService ssh;
    private final ModuleLoader loader;
    private final KeptModules kept;
    private final Optional<FolderWatch> watch;
    private final List<Consumer<String>> listeners = new java.util.concurrent.CopyOnWriteArrayList<>();

    /// Loads what the folders hold and watches one of them.
    public ModuleStore(ModuleConfig config) {
        this(config, Watchdog.LONG_WAIT, Optional.empty());
    }

    /// As the first, with a provider of SSH that is not looked for.
    ModuleStore(ModuleConfig config, Optional<SshProvider> provider) {
        this(config, Watchdog.LONG_WAIT, provider);
    }

    /// @param longWait after which the memory of a guest rests
    ModuleStore(ModuleConfig config, Duration longWait) {
        this(config, longWait, Optional.empty());
    }

    private ModuleStore(ModuleConfig config, Duration longWait, Optional<SshProvider> provider) {
        Watchdog.checkJvm();
        watchdog = new Watchdog(longWait, sockets);
        ssh = provider.map(SshService::of).orElseGet(() -> SshService.found(config.ssh(), sockets));
        recordings = new RecordingDesk(config.recordings(), this::replay);
        loader = new ModuleLoader(
                config.policy(),
                new ClassCache(config.cache(), config.precompiled()),
                watchdog,
                sockets,
                recordings,
                ssh);
        kept = new KeptModules(config.folder());
        config.builtIn().ifPresent(this::loadBuiltIn);
        watch = config.folder().map(folder -> FolderWatch.start(folder, this::appeared, this::vanished));
    }

    /// What watches the sockets of modules, and is to watch those of their clients: a session has its turns there.
    public SocketLoop sockets() {
        return sockets;
    }

    /// The module that serves new sessions of a protocol: of those enabled the highest version; empty where
    /// there is none.
    public Optional<LoadedModule> serving(String protocol) {
        return modules.values().stream()
                .filter(module ->
                        module.isEnabled() && module.manifest().protocols().contains(protocol))
                .max(Comparator.comparing(
                                (StoredModule module) -> module.manifest().version())
                        .thenComparing(module -> module.manifest().name(), Comparator.reverseOrder()))
                .map(LoadedModule.class::cast);
    }

    /// One version, for a run of it and no other.
    public Optional<LoadedModule> loaded(String name, String version) {
        return Optional.ofNullable(modules.get(new Key(name, version)));
    }

    /// Tells of each change: `added`, `replaced`, `removed`, `enabled`, `disabled`, and the module's label.
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    @Override
    public List<ModuleInfo> list() {
        return modules.values().stream()
                .sorted(Comparator.comparing(
                                (StoredModule module) -> module.manifest().name())
                        .thenComparing(module -> module.manifest().version(), Comparator.reverseOrder()))
                .map(StoredModule::info)
                .toList();
    }

    @Override
    public Optional<ModuleInfo> find(String name, String version) {
        return Optional.ofNullable(modules.get(new Key(name, version))).map(StoredModule::info);
    }

    @Override
    public ModuleVerdict check(byte[] wasm) {
        return switch (loader.load(wasm, ModuleLoader.digest(wasm), Source.ADDED, false)) {
            case ModuleLoader.Refused(List<Refusal> refusals) -> new ModuleVerdict.Refused(refusals);
            case ModuleLoader.Loaded(StoredModule module) -> new ModuleVerdict.Accepted(module.info());
        };
    }

    @Override
    public ModuleVerdict add(byte[] wasm) {
        ModuleVerdict verdict = load(wasm, Source.ADDED);
        if (verdict instanceof ModuleVerdict.Accepted(ModuleInfo module) && module.source() == Source.ADDED) {
            kept.keep(module.name(), module.version(), wasm);
        }
        return verdict;
    }

    private ModuleVerdict load(byte[] wasm, Source source) {
        String digest = ModuleLoader.digest(wasm);
        Optional<StoredModule> same = modules.values().stream()
                .filter(module -> module.digest().equals(digest))
                .findFirst();
        if (same.isPresent()) {
            return new ModuleVerdict.Accepted(same.get().info());
        }
        return switch (loader.load(wasm, digest, source, true)) {
            case ModuleLoader.Refused(List<Refusal> refusals) -> new ModuleVerdict.Refused(refusals);
            case ModuleLoader.Loaded(StoredModule module) -> new ModuleVerdict.Accepted(put(module));
        };
    }

    private ModuleInfo put(StoredModule module) {
        var key = new Key(module.manifest().name(), module.manifest().version().text());
        module.enable(!kept.isDisabled(key.name(), key.version()));
        StoredModule before = modules.put(key, module);
        tell(before == null ? "added" : "replaced", module);
        return module.info();
    }

    private void tell(String what, StoredModule module) {
        LOG.log(System.Logger.Level.INFO, "module {0}: {1}", module.label(), what);
        listeners.forEach(listener -> listener.accept(what + " " + module.label()));
    }

    @Override
    public boolean enable(String name, String version, boolean enabled) {
        StoredModule module = modules.get(new Key(name, version));
        if (module == null) {
            return false;
        }
        if (module.isEnabled() != enabled) {
            module.enable(enabled);
            kept.disabled(name, version, !enabled);
            tell(enabled ? "enabled" : "disabled", module);
        }
        return true;
    }

    @Override
    public boolean remove(String name, String version) {
        var key = new Key(name, version);
        StoredModule module = modules.get(key);
        if (module == null || module.source() == Source.BUILT_IN || !modules.remove(key, module)) {
            return false;
        }
        kept.forget(name, version);
        byFile.entrySet().stream()
                .filter(each -> each.getValue().equals(key))
                .forEach(each -> kept.delete(each.getKey()));
        tell("removed", module);
        return true;
    }

    @Override
    public Recordings recordings() {
        return recordings;
    }

    /// The module to replay a recording with: the file that is given, the one that was recorded, or the highest
    /// version of it.
    private ReplayVerdict replay(RecordingInfo recording, Optional<byte[]> wasm) {
        StoredModule module;
        if (wasm.isPresent()) {
            switch (loader.load(wasm.get(), ModuleLoader.digest(wasm.get()), Source.ADDED, false)) {
                case ModuleLoader.Refused(List<Refusal> refusals) -> {
                    return new ReplayVerdict.Refused("the file is no module that runs here: " + refusals);
                }
                case ModuleLoader.Loaded(StoredModule loaded) -> module = loaded;
            }
        } else {
            Optional<StoredModule> found = modules.values().stream()
                    .filter(each -> each.manifest().name().equals(recording.module()))
                    .max(Comparator.comparing(
                                    (StoredModule each) -> each.digest().equals(recording.digest()))
                            .thenComparing(each -> each.manifest().version()));
            if (found.isEmpty()) {
                return new ReplayVerdict.Refused("no version of the module stands here: module=" + recording.module());
            }
            module = found.get();
        }
        if (!module.manifest().name().equals(recording.module())) {
            return new ReplayVerdict.Refused("the recording is of another module: recorded=" + recording.module()
                    + ", module=" + module.manifest().name());
        }
        var pulse = new Pulse(new Waker());
        pulse.started(module.conduct());
        Watchdog.Watched watched = watchdog.watch(pulse, module.limits());
        try {
            pulse.inGuest(true);
            return Replay.play(recording, module.code(), module.label(), module.digest(), inHost -> {
                if (inHost) {
                    pulse.enter(0);
                } else {
                    pulse.leave();
                }
            });
        } finally {
            watchdog.forget(watched);
            pulse.ended();
        }
    }

    private void loadBuiltIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .forEach(file -> loadFile(file, Source.BUILT_IN));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "modules of a folder could not be read: {0}", e.toString());
        }
    }

    private Optional<Key> loadFile(Path file, Source source) {
        try {
            return switch (load(Files.readAllBytes(file), source)) {
                case ModuleVerdict.Accepted(ModuleInfo module) -> Optional.of(new Key(module.name(), module.version()));
                case ModuleVerdict.Refused(List<Refusal> refusals) -> {
                    LOG.log(System.Logger.Level.WARNING, "{0} is not taken as a module: {1}", file, refusals);
                    yield Optional.empty();
                }
            };
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a module could not be read: {0}", e.toString());
            return Optional.empty();
        }
    }

    private void appeared(Path file) {
        loadFile(file, Source.FOLDER).ifPresent(key -> {
            Key before = byFile.put(file, key);
            if (before != null && !before.equals(key) && !byFile.containsValue(before)) {
                remove(before.name(), before.version());
            }
        });
    }

    private void vanished(Path file) {
        Key key = byFile.remove(file);
        if (key != null && !byFile.containsValue(key)) {
            remove(key.name(), key.version());
        }
    }

    /// Ends what watches; sessions that run go on unwatched, so they are ended before.
    @Override
    public void close() {
        watch.ifPresent(FolderWatch::close);
        watchdog.close();
        ssh.close();
        sockets.close();
    }
}
