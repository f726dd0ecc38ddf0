package dev.tubeway.server.http;

import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/// Adds up by module what the sessions that ended have used.
///
/// Threading: any thread.
final class ModuleMeters implements SessionEvent.Listener {
    private static final int PAGE_BYTES = 64 << 10;

    private final MeterRegistry registry;

    ModuleMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void on(SessionEvent event) {
        if (event instanceof SessionEvent.Ended ended) {
            SessionInfo session = ended.session();
            session.accounts().ifPresent(accounts -> add(session.module(), accounts));
        }
    }

    private void add(String module, ModuleAccounts accounts) {
        registry.timer("tubeway.module.sessions", "module", module)
                .record(accounts.wall().toNanos(), TimeUnit.NANOSECONDS);
        count("tubeway.module.busy.seconds", module, accounts.busy().toNanos() / 1e9);
        count("tubeway.module.host.calls", module, (double) accounts.totalHostCalls());
        count("tubeway.module.output.bytes", module, (double) accounts.outputBytes());
        registry.summary("tubeway.module.peak.memory.bytes", "module", module)
                .record((double) accounts.peakPages() * PAGE_BYTES);
    }

    private void count(String name, String module, double amount) {
        registry.counter(name, "module", module).increment(amount);
    }
}
