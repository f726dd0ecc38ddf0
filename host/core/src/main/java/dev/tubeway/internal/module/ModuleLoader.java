package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.internal.module.engine.GuestCode;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.module.ModuleInfo.Source;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict.Refusal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Makes of a file a module that can run: judges, compiles or finds compiled, loads.
///
/// Threading: any thread.
final class ModuleLoader {
    private static final System.Logger LOG = System.getLogger(ModuleLoader.class.getName());

    private final ModulePolicy policy;
    private final ClassCache cache;
    private final Watchdog watchdog;
    private final SocketLoop sockets;
    private final RecordingDesk recordings;
    private final Wasi wasi = new Wasi();

    ModuleLoader(
            ModulePolicy policy, ClassCache cache, Watchdog watchdog, SocketLoop sockets, RecordingDesk recordings) {
        this.policy = policy;
        this.cache = cache;
        this.watchdog = watchdog;
        this.sockets = sockets;
        this.recordings = recordings;
    }

    /// What became of a file.
    sealed interface Result {}

    record Loaded(StoredModule module) implements Result {}

    record Refused(List<Refusal> refusals) implements Result {}

    static String digest(byte[] wasm) {
        return HexFormat.of().formatHex(ClassCache.sha256(wasm));
    }

    /// @param keep whether compiled classes go to the cache
    Result load(byte[] wasm, Source source, boolean keep) {
        String digest = digest(wasm);
        Optional<ClassCache.Entry> cached = cache.find(digest);
        if (source == Source.BUILT_IN && cached.isPresent()) {
            Optional<Manifest> manifest = manifest(wasm);
            if (manifest.isPresent()) {
                return new Loaded(waiting(manifest.get(), wasm, digest, cached.get()));
            }
        }
        // What was compiled was valid.
        return switch (Inspection.inspect(wasm, policy, wasi, cached.isEmpty())) {
            case Inspection.Unfit(List<Refusal> refusals) -> new Refused(refusals);
            case Inspection.Fit fit -> load(fit, wasm.length, digest, source, cached, keep);
        };
    }

    private Result load(
            Inspection.Fit fit,
            long size,
            String digest,
            Source source,
            Optional<ClassCache.Entry> cached,
            boolean keep) {
        if (cached.isPresent()) {
            try {
                return new Loaded(stored(fit, size, digest, source, cached.get()));
            } catch (IllegalArgumentException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the compiled classes of {0} do not load and are made anew: {1}",
                        fit.manifest().name(),
                        e.getMessage());
            }
        }
        return switch (GuestCode.compile(fit.parsed())) {
            case GuestCode.Failed(String where, String what) ->
                new Refused(List.of(new Refusal("function-too-large", where, what)));
            case GuestCode.Compiled(byte[] classes, List<String> notes) -> {
                var entry = new ClassCache.Entry(classes, notes);
                if (keep) {
                    cache.keep(digest, entry);
                }
                try {
                    yield new Loaded(stored(fit, size, digest, source, entry));
                } catch (IllegalArgumentException e) {
                    yield new Refused(List.of(new Refusal("malformed", "module", String.valueOf(e.getMessage()))));
                }
            }
        };
    }

    private static Optional<Manifest> manifest(byte[] wasm) {
        return WasmSections.custom(wasm, AbiVersion.MANIFEST_SECTION)
                .map(ManifestReader::read)
                .flatMap(result -> result instanceof ManifestReader.Read(Manifest manifest)
                        ? Optional.of(manifest)
                        : Optional.empty());
    }

    /// A module of the distribution, which was judged and compiled when that was built: its code waits for the
    /// first session, so that a start costs no more for many of them.
    private StoredModule waiting(Manifest manifest, byte[] wasm, String digest, ClassCache.Entry entry) {
        return stored(manifest, wasm.length, digest, Source.BUILT_IN, notes(manifest.notes(), entry), () -> {
            switch (Inspection.inspect(wasm, policy, wasi, false)) {
                case Inspection.Unfit(List<Refusal> refusals) ->
                    throw new IllegalStateException(
                            "the distribution's module " + manifest.name() + " does not fit: " + refusals);
                case Inspection.Fit fit -> {
                    return GuestCode.load(fit.parsed(), entry.classes(), wasi);
                }
            }
        });
    }

    private StoredModule stored(Inspection.Fit fit, long size, String digest, Source source, ClassCache.Entry entry) {
        GuestCode code = GuestCode.load(fit.parsed(), entry.classes(), wasi);
        return stored(fit.manifest(), size, digest, source, notes(fit.notes(), entry), () -> code);
    }

    private static List<String> notes(List<String> found, ClassCache.Entry entry) {
        var notes = new ArrayList<>(found);
        notes.addAll(entry.notes());
        return notes;
    }

    private StoredModule stored(
            Manifest manifest, long size, String digest, Source source, List<String> notes, Supplier<GuestCode> code) {
        return new StoredModule(
                manifest,
                code,
                digest,
                size,
                source,
                granted(manifest, source),
                manifest.limits().capped(policy.limits()),
                notes,
                watchdog,
                sockets,
                recordings);
    }

    /// What the manifest names and policy grants. The distribution's own modules have what they name.
    private Set<String> granted(Manifest manifest, Source source) {
        var granted = new LinkedHashSet<String>();
        for (String each : manifest.needs()) {
            if (source == Source.BUILT_IN || policy.grants(manifest.name(), each)) {
                granted.add(each);
            }
        }
        for (String each : manifest.wants()) {
            if (source == Source.BUILT_IN || policy.grants(manifest.name(), each)) {
                granted.add(each);
            }
        }
        return granted;
    }
}
