package dev.tubeway.services.ssh;

import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.spi.SocketWatcher;
import dev.tubeway.spi.SshChannel;
import dev.tubeway.spi.SshConnection;
import dev.tubeway.spi.SshConnection.Credentials;
import dev.tubeway.spi.SshConnection.State;
import dev.tubeway.spi.SshProvider.SshConfig;
import dev.tubeway.spi.SshProvider.SshRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Somebody who uses the provider as the runtime does: never waits in it, and is told when to look again.
final class Caller implements AutoCloseable {
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final SocketLoop loop = new SocketLoop();
    private final MinaProvider provider;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changes = lock.newCondition();
    private final List<SshConnection> connections = new ArrayList<>();

    Caller(SshConfig config) {
        this(config, Client.LONGEST_LOGIN);
    }

    Caller(SshConfig config, Duration longestLogin) {
        provider = new MinaProvider(config, new Watcher(loop), longestLogin);
    }

    private record Watcher(SocketLoop loop) implements SocketWatcher {
        @Override
        public Watch watch(SocketChannel socket, Handler handler) throws IOException {
            SocketLoop.Watch watch = loop.watch(socket, new SocketLoop.Handler() {
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

    void changed() {
        lock.lock();
        try {
            changes.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void await(BooleanSupplier what, String words) {
        long left = LONGEST_NANOS;
        lock.lock();
        try {
            while (!what.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("it did not happen: " + words);
                }
                left = Math.min(left, changes.awaitNanos(Math.min(left, 50_000_000L)) + left - 50_000_000L);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    static SshRequest request(int port, String... pinned) {
        return new SshRequest("127.0.0.1", port, List.of(pinned), false, Duration.ZERO);
    }

    SshConnection connect(SshRequest request) {
        try {
            var socket = SocketChannel.open(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), request.port()));
            return settled(provider.connect(request, socket, this::changed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SshConnection connectThrough(SshRequest request, SshConnection through) {
        return settled(provider.connectThrough(request, through, this::changed));
    }

    private SshConnection settled(SshConnection connection) {
        connections.add(connection);
        await(() -> !(connection.state() instanceof State.Connecting), "the key is known");
        return connection;
    }

    State logIn(SshConnection connection, Credentials credentials) {
        connection.authenticate(credentials);
        return judged(connection);
    }

    State answer(SshConnection connection, Optional<String> answer) {
        connection.answer(answer);
        return judged(connection);
    }

    private State judged(SshConnection connection) {
        await(() -> !(connection.state() instanceof State.Authenticating), "the server has judged");
        return connection.state();
    }

    static Credentials password(String user, String password) {
        return new Credentials(user, Optional.of(password), Optional.empty(), Optional.empty());
    }

    static Credentials key(String key, Optional<String> passphrase) {
        return new Credentials(System.getProperty("user.name"), Optional.empty(), Optional.of(key), passphrase);
    }

    SshChannel open(SshConnection connection, SshChannel.Request request) {
        SshChannel channel = connection.open(request, this::changed);
        await(() -> !(channel.state() instanceof SshChannel.State.Opening), "the channel is open");
        return channel;
    }

    static SshChannel.Request exec(String command) {
        return new SshChannel.Request.Exec(command, Optional.empty(), List.of());
    }

    /// What comes until the end, or until a text came.
    String readUntil(SshChannel channel, String text) {
        var all = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (text.isEmpty() || !all.toString().contains(text)) {
            await(channel::isReadable, "something came after: " + all);
            int count = channel.read(buffer, 0, buffer.length);
            if (count < 0) {
                break;
            }
            all.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        return all.toString();
    }

    String readAll(SshChannel channel) {
        return readUntil(channel, "");
    }

    void write(SshChannel channel, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int done = 0;
        while (done < bytes.length) {
            int count = channel.write(bytes, done, bytes.length - done);
            if (count == 0) {
                await(channel::isWritable, "there is room");
            }
            done += Math.max(count, 0);
        }
    }

    @Override
    public void close() {
        connections.forEach(SshConnection::close);
        provider.close();
        loop.close();
    }
}
