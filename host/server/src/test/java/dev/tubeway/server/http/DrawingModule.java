package dev.tubeway.server.http;

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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A module that draws a frame every millisecond, until it is told to draw the last one.
final class DrawingModule implements LoadedModule {
    static final int LAST_COLOR = 0xffabcdef;

    private static final ModuleAccounts NOTHING =
            new ModuleAccounts(Duration.ZERO, Duration.ZERO, 0, 0, 0, Map.of(), List.of());

    final CountDownLatch enough = new CountDownLatch(1);
    final AtomicInteger frames = new AtomicInteger();

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "drawing",
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
        return new Drawing(host);
    }

    private final class Drawing implements ModuleRun {
        private final ModuleHost host;
        private final CompletableFuture<CloseReason> cancelled = new CompletableFuture<>();

        Drawing(ModuleHost host) {
            this.host = host;
        }

        @Override
        public ModuleEnd run() {
            Random random = new Random(7);
            try {
                while (!cancelled.isDone() && !enough.await(1, TimeUnit.MILLISECONDS)) {
                    for (int i = 0; i < 20; i++) {
                        int x = random.nextInt(1000);
                        host.display().surfaceFill(0, x, random.nextInt(700), 20, 20, random.nextInt() | 0xff000000);
                    }
                    host.display().frame();
                    frames.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            host.display().surfaceFill(0, 0, 0, 1024, 768, LAST_COLOR);
            host.display().frame();
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
