package dev.tubeway.internal.module;

import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.spi.SocketWatcher;
import dev.tubeway.spi.SshProvider;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The gateway's SSH, made when the first module asks for it.
///
/// Threading: any thread.
/// Ownership: owns the provider.
final class SshService implements AutoCloseable {
    private final Supplier<Optional<SshProvider>> way;
    private boolean asked;
    private @Nullable SshProvider made;

    private SshService(Supplier<Optional<SshProvider>> way) {
        this.way = way;
    }

    /// The provider found on the class or module path, where there is one.
    static SshService found(SshProvider.SshConfig config, SocketLoop sockets) {
        return new SshService(() -> ServiceLoader.load(SshProvider.Factory.class)
                .findFirst()
                .map(factory -> factory.create(config, new Watcher(sockets))));
    }

    static SshService of(SshProvider provider) {
        return new SshService(() -> Optional.of(provider));
    }

    /// Empty where this host speaks no SSH.
    synchronized Optional<SshProvider> provider() {
        if (!asked) {
            asked = true;
            made = way.get().orElse(null);
        }
        return Optional.ofNullable(made);
    }

    @Override
    public synchronized void close() {
        if (made != null) {
            made.close();
        }
    }

    /// The sockets' loop, as providers know it.
    private record Watcher(SocketLoop sockets) implements SocketWatcher {
        @Override
        public Watch watch(SocketChannel socket, Handler handler) throws IOException {
            SocketLoop.Watch watch = sockets.watch(socket, new SocketLoop.Handler() {
                @Override
                public void readable(SocketLoop.Watch unused) {
                    handler.readable();
                }

                @Override
                public void writable(SocketLoop.Watch unused) {
                    handler.writable();
                }
            });
            return new Watch() {
                @Override
                public void wantRead(boolean wanted) {
                    watch.wantRead(wanted);
                }

                @Override
                public void wantWrite(boolean wanted) {
                    watch.wantWrite(wanted);
                }

                @Override
                public void close() {
                    watch.close();
                }
            };
        }
    }
}
