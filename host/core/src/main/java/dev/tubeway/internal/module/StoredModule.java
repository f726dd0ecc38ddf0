package dev.tubeway.internal.module;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.engine.GuestCode;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.internal.thread.Nearby;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleInfo.Source;
import dev.tubeway.module.ModuleLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A module with its code, as the store keeps it. Once the store forgets it, it goes with its last session.
///
/// Threading: any thread.
final class StoredModule implements LoadedModule {
    private final Manifest manifest;
    private final String digest;
    private final long sizeBytes;
    private final Source source;
    private final Set<String> granted;
    private final boolean unverifiedTls;
    private final ModuleLimits limits;
    private final List<String> notes;
    private final Watchdog watchdog;
    private final SocketLoop sockets;
    private final RecordingDesk recordings;
    private final SshService ssh;
    private final Nearby.Conduct conduct = new Nearby.Conduct();
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile boolean enabled = true;
    private volatile @Nullable GuestCode code;

    /// Until the code is there: what it takes to load it is not held for longer.
    private @Nullable Supplier<GuestCode> loading;

    /// @param loading gives the code, for the first that asks
    StoredModule(
            Manifest manifest,
            Supplier<GuestCode> loading,
            String digest,
            long sizeBytes,
            Source source,
            Set<String> granted,
            boolean unverifiedTls,
            ModuleLimits limits,
            List<String> notes,
            Watchdog watchdog,
            SocketLoop sockets,
            RecordingDesk recordings,
            SshService ssh) {
        this.manifest = manifest;
        this.loading = loading;
        this.digest = digest;
        this.sizeBytes = sizeBytes;
        this.source = source;
        this.granted = Set.copyOf(granted);
        this.unverifiedTls = unverifiedTls;
        this.limits = limits;
        this.notes = List.copyOf(notes);
        this.watchdog = watchdog;
        this.sockets = sockets;
        this.recordings = recordings;
        this.ssh = ssh;
    }

    Manifest manifest() {
        return manifest;
    }

    /// How its runs have behaved.
    Nearby.Conduct conduct() {
        return conduct;
    }

    /// The code, loaded now where it was not.
    ///
    /// Errors: IllegalStateException, IllegalArgumentException where it cannot be.
    GuestCode code() {
        GuestCode known = code;
        return known == null ? load() : known;
    }

    private synchronized GuestCode load() {
        GuestCode known = code;
        Supplier<GuestCode> way = loading;
        if (known == null && way != null) {
            known = way.get();
            code = known;
            loading = null;
        }
        return Objects.requireNonNull(known);
    }

    String digest() {
        return digest;
    }

    Source source() {
        return source;
    }

    Set<String> granted() {
        return granted;
    }

    boolean mayTrustAnyServer() {
        return unverifiedTls;
    }

    boolean isEnabled() {
        return enabled;
    }

    void enable(boolean value) {
        enabled = value;
    }

    /// For people: `telnet 1.4.0`.
    String label() {
        return manifest.name() + " " + manifest.version().text();
    }

    /// Capabilities it cannot do without and does not have.
    Set<String> missing() {
        var missing = new TreeSet<>(manifest.needs());
        missing.removeAll(granted);
        return missing;
    }

    @Override
    public ModuleInfo info() {
        var all = new ArrayList<>(notes);
        if (!missing().isEmpty()) {
            all.add("needs capabilities that policy does not grant: " + missing());
        }
        return new ModuleInfo(
                manifest.name(),
                manifest.version().text(),
                manifest.kind(),
                manifest.abi(),
                manifest.protocols(),
                manifest.summary(),
                manifest.license(),
                manifest.homepage(),
                digest,
                sizeBytes,
                source,
                enabled,
                manifest.needs(),
                manifest.wants(),
                granted,
                manifest.parameters(),
                sessions.get(),
                all);
    }

    @Override
    public ModuleLimits limits() {
        return limits;
    }

    @Override
    public ModuleRun open(ModuleHost host, ModuleLimits wanted) {
        if (!missing().isEmpty()) {
            return new Unable(CloseReason.of(
                    CloseReason.Kind.CONFIGURATION_ERROR,
                    "module " + label() + " needs capabilities that policy does not grant: " + missing()));
        }
        sessions.incrementAndGet();
        return new RunningModule(this, host, limits.capped(wanted), watchdog, sockets, recordings, ssh);
    }

    void released() {
        sessions.decrementAndGet();
    }

    /// The run of a module that cannot run.
    private record Unable(CloseReason reason) implements ModuleRun {
        @Override
        public ModuleEnd run() {
            return new ModuleEnd.Returned(reason, accounts(), -1);
        }

        @Override
        public void cancel(CloseReason unused) {
            // It does not run.
        }

        @Override
        public ModuleAccounts accounts() {
            return new ModuleAccounts(Duration.ZERO, Duration.ZERO, 0, 0, 0, Map.of(), List.of());
        }
    }
}
