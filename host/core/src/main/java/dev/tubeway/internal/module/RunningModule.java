package dev.tubeway.internal.module;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.engine.CallGate;
import dev.tubeway.internal.module.engine.Guest;
import dev.tubeway.internal.module.engine.Guest.Outcome;
import dev.tubeway.internal.module.engine.Guest.Returned;
import dev.tubeway.internal.module.engine.Guest.Trapped;
import dev.tubeway.internal.module.engine.GuestMemory;
import dev.tubeway.internal.module.engine.HostCalls;
import dev.tubeway.internal.module.record.End;
import dev.tubeway.internal.module.record.Tap;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.spi.SshProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One session's run: an instance, the rooms its calls go to, and how it ended.
///
/// Threading: as [ModuleRun].
final class RunningModule implements ModuleRun {
    private static final System.Logger LOG = System.getLogger(RunningModule.class.getName());

    private static final Set<String> SSH = Set.of("ssh", "sshagent", "sshforward");

    private final StoredModule module;
    private final ModuleHost host;
    private final ModuleLimits limits;
    private final Watchdog watchdog;
    private final Waker waker = new Waker();
    private final Pulse pulse;
    private final HandleTable handles;
    private final Call call;
    private final EnvironmentCalls environment;
    private final StreamCalls streams;
    private final CallGate gate;
    private final RecordingDesk recordings;
    private volatile long startedAt;
    private volatile long endedAt;
    private volatile @Nullable GuestMemory memory;

    RunningModule(
            StoredModule module,
            ModuleHost host,
            ModuleLimits limits,
            Watchdog watchdog,
            SocketLoop sockets,
            RecordingDesk recordings,
            SshService service) {
        this.module = module;
        this.host = host;
        this.limits = limits;
        this.watchdog = watchdog;
        this.pulse = new Pulse(waker);
        this.handles = new HandleTable(limits.handles(), pulse);
        this.call = new Call(host, pulse, handles);
        var granted = module.granted();
        // It is made for the first module that may use it.
        Optional<SshProvider> ssh = granted.contains("ssh") ? service.provider() : Optional.empty();
        Set<String> lacking = granted.contains("ssh") && ssh.isEmpty() ? SSH : Set.of();
        this.environment = new EnvironmentCalls(call, module.manifest(), granted, lacking, limits.logBytesPerSecond());
        this.streams = new StreamCalls(call, granted, module.mayTrustAnyServer(), sockets, waker);
        this.gate = new ModuleCalls(
                pulse,
                granted,
                lacking,
                environment,
                streams,
                new SshCalls(call, module.manifest(), granted, streams, ssh, waker),
                new DrawCalls(call),
                new KernelCalls(call));
        this.recordings = recordings;
    }

    @Override
    public ModuleEnd run() {
        startedAt = System.nanoTime();
        pulse.started(module.conduct());
        Watchdog.Watched watched = watchdog.watch(pulse, limits);
        ModuleEnd end;
        Tap tap = Tap.none();
        try {
            tap = recordings.tap(module, host.sessionId(), limits.memoryPages());
            end = guarded(tap);
            tap.ended(recorded(end));
        } finally {
            watchdog.forget(watched);
            pulse.ended();
            handles.removeAll().forEach(this::free);
            endedAt = System.nanoTime();
            module.released();
        }
        return end;
    }

    private static End recorded(ModuleEnd end) {
        String detail = end.reason().detail();
        return switch (end) {
            case ModuleEnd.Returned returned -> new End(End.How.RETURNED, returned.status(), detail);
            case ModuleEnd.Cancelled cancelled ->
                new End(cancelled.inTime() ? End.How.CANCELLED : End.How.STOPPED, 0, detail);
            case ModuleEnd.HostFailed _ -> new End(End.How.STOPPED, 0, detail);
            case ModuleEnd.Faulted faulted ->
                new End(
                        switch (faulted.fault()) {
                            case RECURSION -> End.How.RECURSION;
                            case BAD_CALL -> End.How.BAD_CALL;
                            case TRAP, MEMORY -> End.How.TRAPPED;
                            case ENDLESS_LOOP, HANDLES, LOG_FLOOD, OUTPUT_FLOOD, CALL_STORM -> End.How.STOPPED;
                        },
                        0,
                        detail);
        };
    }

    private ModuleEnd guarded(Tap tap) {
        Guest guest = null;
        try {
            host.attach(waker, streams::adopt);
            HostCalls tapped = tap.tap(gate);
            guest = tapped.equals(gate)
                    ? module.code().instantiate(gate, limits.memoryPages())
                    : module.code().instantiateObserved(gate, tapped, limits.memoryPages());
            memory = guest.memory();
            call.bind(guest.memory());
            pulse.inGuest(true);
            Outcome outcome = guest.main();
            pulse.inGuest(false);
            return switch (outcome) {
                case Returned(int status) -> returned(status);
                case Trapped trapped -> trapped(trapped, guest);
            };
        } catch (StopException e) {
            return stopped(guest == null ? List.of() : guest.frames(e.getStackTrace()));
        } catch (OutOfMemoryError e) {
            return faulted(Fault.MEMORY, "the host has no memory left for it", List.of());
        } catch (Exception e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "session " + host.sessionId() + ": the host failed while it ran " + module.label(),
                    e);
            return new ModuleEnd.HostFailed(
                    CloseReason.of(CloseReason.Kind.ERROR, "the host failed: " + e), accounts(), e);
        }
    }

    private ModuleEnd returned(int status) {
        CloseReason cancelled = pulse.cancelReason();
        if (cancelled != null) {
            return new ModuleEnd.Cancelled(cancelled, accounts(), true);
        }
        CloseReason said = environment.reason();
        if (said == null) {
            said = status == 0
                    ? CloseReason.of(CloseReason.Kind.NORMAL)
                    : CloseReason.of(
                            CloseReason.Kind.HANDLER_ERROR, "the module returned without a reason: status=" + status);
        }
        return new ModuleEnd.Returned(said, accounts(), status);
    }

    private ModuleEnd trapped(Trapped trapped, Guest guest) {
        return switch (trapped.cause()) {
            case INTERRUPTED -> stopped(trapped.frames());
            case RECURSION -> faulted(Fault.RECURSION, trapped.what(), trapped.frames());
            case BAD_CALL -> faulted(Fault.BAD_CALL, trapped.what(), trapped.frames());
            case TRAP ->
                faulted(guest.memory().wasRefused() ? Fault.MEMORY : Fault.TRAP, trapped.what(), trapped.frames());
        };
    }

    private ModuleEnd stopped(List<String> frames) {
        Fault fault = pulse.fault();
        if (fault != null) {
            return faulted(fault, limitWords(fault), frames);
        }
        CloseReason cancelled = pulse.cancelReason();
        if (cancelled != null) {
            return new ModuleEnd.Cancelled(cancelled, accounts(), false);
        }
        return new ModuleEnd.Cancelled(
                CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the session's thread was interrupted"),
                accounts(),
                false);
    }

    private String limitWords(Fault fault) {
        return switch (fault) {
            case ENDLESS_LOOP -> "guestTime=" + limits.guestTime().toMillis() + " ms";
            case HANDLES -> "handles=" + limits.handles();
            case LOG_FLOOD -> "logBytesPerSecond=" + limits.logBytesPerSecond();
            case OUTPUT_FLOOD -> "outputBytesPerSecond=" + limits.outputBytesPerSecond();
            case CALL_STORM -> "hostCallsPerSecond=" + limits.hostCallsPerSecond();
            case MEMORY -> "memoryPages=" + limits.memoryPages();
            case TRAP, BAD_CALL, RECURSION -> "";
        };
    }

    private ModuleEnd faulted(Fault fault, String what, List<String> frames) {
        ModuleAccounts accounts = accounts();
        var report = new StringBuilder(module.label())
                .append(": ")
                .append(fault.words())
                .append(": ")
                .append(what)
                .append('\n');
        frames.forEach(frame -> report.append("  at ").append(frame).append('\n'));
        report.append("  memory ")
                .append(accounts.peakPages())
                .append(" pages, ")
                .append(accounts.totalHostCalls())
                .append(" calls of the host, ")
                .append(accounts.wall().toMillis())
                .append(" ms\n");
        String detail = fault.words() + ": " + what + (frames.isEmpty() ? "" : ", in " + frames.getFirst());
        return new ModuleEnd.Faulted(
                CloseReason.of(CloseReason.Kind.HANDLER_ERROR, detail), accounts, fault, report.toString());
    }

    private void free(Object thing) {
        try {
            streams.free(thing);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "session " + host.sessionId() + ": closing a handle failed", e);
        }
    }

    @Override
    public void cancel(CloseReason reason) {
        pulse.cancel(reason);
    }

    @Override
    public ModuleAccounts accounts() {
        long started = startedAt;
        long now = endedAt != 0 ? endedAt : System.nanoTime();
        long wall = started == 0 ? 0 : now - started;
        long since = pulse.waitingSince;
        long waited = pulse.waitedNanos + (since == 0 ? 0 : Math.max(0, now - since));
        GuestMemory guestMemory = memory;
        return new ModuleAccounts(
                Duration.ofNanos(wall),
                Duration.ofNanos(Math.max(0, wall - waited)),
                guestMemory == null ? 0 : guestMemory.pages(),
                pulse.outputBytes,
                environment.logBytes(),
                calls(),
                handles.traffic());
    }

    private Map<String, Long> calls() {
        var counted = new TreeMap<String, Long>();
        var functions = dev.tubeway.internal.module.abi.AbiFunction.values();
        for (int i = 0; i < functions.length; i++) {
            if (pulse.calls[i] > 0) {
                counted.put(functions[i].importName(), pulse.calls[i]);
            }
        }
        return counted;
    }
}
