package dev.tubeway.server.http;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.LoadedModule;
import dev.tubeway.internal.module.ModuleEnd;
import dev.tubeway.internal.module.ModuleHost;
import dev.tubeway.internal.module.ModuleRun;
import dev.tubeway.internal.module.Waker;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.KeyEventLayout;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A module that draws a frame every millisecond, until it is told to draw the last one. It takes keys all the while.
final class DrawingModule implements LoadedModule {
    static final int LAST_COLOR = 0xffabcdef;

    /// Of the noise, pixels.
    static final int SIDE = 256;

    private static final ModuleAccounts NOTHING =
            new ModuleAccounts(Duration.ZERO, Duration.ZERO, 0, 0, 0, Map.of(), List.of());

    private final CountDownLatch enough = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    final AtomicInteger frames = new AtomicInteger();

    /// The keys that went down, in their order.
    final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();

    /// Whether frames are noise, which fills what lies between it and its clients.
    volatile boolean noisy;

    /// Has it draw the last picture.
    void finish() throws InterruptedException {
        enough.countDown();
        finished.await();
    }

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
        private final byte[] noise = new byte[4 * SIDE * SIDE];
        private final byte[] event = new byte[256];

        Drawing(ModuleHost host) {
            this.host = host;
        }

        @Override
        public ModuleEnd run() {
            Random random = new Random(7);
            // It takes no streams.
            host.attach(new Waker(), stream -> Status.LIMIT);
            try {
                while (!cancelled.isDone() && !enough.await(1, TimeUnit.MILLISECONDS)) {
                    if (noisy) {
                        random.nextBytes(noise);
                        host.display().surfacePut(0, 0, 0, SIDE, SIDE, PixelFormat.RGBX, 0, noise, 0, noise.length);
                    } else {
                        rectangles(random);
                    }
                    host.display().frame();
                    frames.incrementAndGet();
                    takeEvents();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            host.display().surfaceFill(0, 0, 0, 1024, 768, LAST_COLOR);
            host.display().frame();
            finished.countDown();
            return new ModuleEnd.Cancelled(cancelled.join(), NOTHING, true);
        }

        private void rectangles(Random random) {
            for (int i = 0; i < 20; i++) {
                int x = random.nextInt(1000);
                host.display().surfaceFill(0, x, random.nextInt(700), 20, 20, random.nextInt() | 0xff000000);
            }
        }

        private void takeEvents() {
            while (host.event(event, 0, event.length) > 0) {
                ByteBuffer record = ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
                if (record.getShort(KeyEventLayout.KIND) == EventKind.KEY && record.getInt(KeyEventLayout.DOWN) == 1) {
                    keys.add(record.getInt(KeyEventLayout.KEYSYM));
                }
            }
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
