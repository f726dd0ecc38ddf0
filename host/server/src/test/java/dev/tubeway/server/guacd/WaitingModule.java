package dev.tubeway.server.guacd;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.LoadedModule;
import dev.tubeway.internal.module.ModuleEnd;
import dev.tubeway.internal.module.ModuleHost;
import dev.tubeway.internal.module.ModuleRun;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// A module that draws nothing and returns when its session is ended from outside.
final class WaitingModule implements LoadedModule {
    private static final ModuleAccounts NOTHING =
            new ModuleAccounts(Duration.ZERO, Duration.ZERO, 0, 0, 0, Map.of(), List.of());

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "waiting",
                "1.0.0",
                ModuleInfo.Kind.PROTOCOL,
                "1.0",
                List.of("test"),
                "for tests",
                "",
                "",
                "00",
                0,
                ModuleInfo.Source.ADDED,
                true,
                Set.of(),
                Set.of(),
                Set.of(),
                List.of(),
                0,
                List.of());
    }

    @Override
    public ModuleLimits limits() {
        return ModuleLimits.defaults();
    }

    @Override
    public ModuleRun open(ModuleHost host, ModuleLimits limits) {
        return new Waiting();
    }

    private static final class Waiting implements ModuleRun {
        private final CompletableFuture<CloseReason> cancelled = new CompletableFuture<>();

        @Override
        public ModuleEnd run() {
            return new ModuleEnd.Cancelled(cancelled.join(), NOTHING, true);
        }

        @Override
        public void cancel(CloseReason reason) {
            cancelled.complete(reason);
        }

        @Override
        public ModuleAccounts accounts() {
            return NOTHING;
        }
    }
}
