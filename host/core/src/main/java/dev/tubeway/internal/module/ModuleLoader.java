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

    private static final Set<String> OPERATORS = Set.of("sshagent", "sshforward");

    private final ModulePolicy policy;
    private final ClassCache cache;
    private final Watchdog watchdog;
    private final SocketLoop sockets;
    private final RecordingDesk recordings;
    private final SshService ssh;
    private final Wasi wasi = new Wasi();

    ModuleLoader(
            ModulePolicy policy,
            ClassCache cache,
            Watchdog watchdog,
            SocketLoop sockets,
            RecordingDesk recordings,
            SshService ssh) {
        this.policy = policy;
        this.cache = cache;
        this.watchdog = watchdog;
        this.sockets = sockets;
        this.recordings = recordings;
        this.ssh = ssh;
    }

    /// What became of a file.
    sealed interface Result {}

    record Loaded(StoredModule module) implements Result {}

    record Refused(List<Refusal> refusals) implements Result {}

    static String digest(byte[] wasm) {
        return HexFormat.of().formatHex(ClassCache.sha256(wasm));
    }

    /// @param digest of the file, see [#digest]
    /// @param keep   whether compiled classes go to the cache
    Result load(byte[] wasm, String digest, Source source, boolean keep) {
        Optional<ClassCache.Entry> cached = cache.find(digest);
        if (source == Source.BUILT_IN && cached.isPresent()) {
            Optional<Manifest> manifest = manifest(wasm);
            if (manifest.isPresent()) {
                return new Loaded(
                        waiting(manifest.get(), wasm, digest, cached.get().notes()));
            }
        }
        // What was compiled was valid.
        return switch (Inspection.inspect(wasm, policy, wasi, cached.isEmpty())) {
            case Inspection.Unfit(List<Refusal> refusals) -> new Refused(refusals);
            case Inspection.Fit fit ->
                switch (code(fit, digest, cached, keep)) {
                    case NoCode(Refusal refusal) -> new Refused(List.of(refusal));
                    case Code(GuestCode code, List<String> notes) ->
                        new Loaded(stored(
                                fit.manifest(), wasm.length, digest, source, joined(fit.notes(), notes), () -> code));
                };
        };
    }

    /// The code of a module, or why there is none.
    private sealed interface Made {}

    /// @param notes about the functions that were compiled
    private record Code(GuestCode code, List<String> notes) implements Made {}

    private record NoCode(Refusal refusal) implements Made {}

    private Made code(Inspection.Fit fit, String digest, Optional<ClassCache.Entry> cached, boolean keep) {
        if (cached.isPresent()) {
            try {
                return loaded(fit, cached.get());
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
                new NoCode(new Refusal("function-too-large", where, what));
            case GuestCode.Compiled(byte[] classes, List<String> notes) -> {
                var entry = new ClassCache.Entry(classes, notes);
                if (keep) {
                    cache.keep(digest, entry);
                }
                try {
                    yield loaded(fit, entry);
                } catch (IllegalArgumentException e) {
                    yield new NoCode(new Refusal("malformed", "module", String.valueOf(e.getMessage())));
                }
            }
        };
    }

    private Code loaded(Inspection.Fit fit, ClassCache.Entry entry) {
        return new Code(GuestCode.load(fit.parsed(), entry.classes(), wasi), entry.notes());
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
    private StoredModule waiting(Manifest manifest, byte[] wasm, String digest, List<String> notes) {
        return stored(
                manifest,
                wasm.length,
                digest,
                Source.BUILT_IN,
                joined(manifest.notes(), notes),
                () -> code(wasm, digest));
    }

    private GuestCode code(byte[] wasm, String digest) {
        return switch (Inspection.inspect(wasm, policy, wasi, false)) {
            case Inspection.Unfit(List<Refusal> refusals) -> throw unfit(refusals);
            case Inspection.Fit fit ->
                switch (code(fit, digest, cache.find(digest), true)) {
                    case NoCode(Refusal refusal) -> throw unfit(List.of(refusal));
                    case Code(GuestCode code, List<String> _) -> code;
                };
        };
    }

    private static IllegalStateException unfit(List<Refusal> refusals) {
        return new IllegalStateException("a module of the distribution does not fit: " + refusals);
    }

    private static List<String> joined(List<String> found, List<String> compiled) {
        var notes = new ArrayList<>(found);
        notes.addAll(compiled);
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
                policy.unverifiedTls(),
                manifest.limits().capped(policy.limits()),
                notes,
                watchdog,
                sockets,
                recordings,
                ssh);
    }

    /// What the manifest names and policy grants. The distribution's own modules have what they name, but for what
    /// lends a key or leads beyond the target: that is the operator's to grant.
    private Set<String> granted(Manifest manifest, Source source) {
        var granted = new LinkedHashSet<String>();
        for (String each : manifest.needs()) {
            if (hasByItself(source, each) || policy.grants(manifest.name(), each)) {
                granted.add(each);
            }
        }
        for (String each : manifest.wants()) {
            if (hasByItself(source, each) || policy.grants(manifest.name(), each)) {
                granted.add(each);
            }
        }
        return granted;
    }

    private static boolean hasByItself(Source source, String capability) {
        return source == Source.BUILT_IN && !OPERATORS.contains(capability);
    }
}
