package dev.tubeway.internal.module;

import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.DisplayOptions;
import dev.tubeway.internal.module.abi.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A session with nobody in it.
public class FakeHost implements ModuleHost {
    public final Map<String, String> parameters = new ConcurrentHashMap<>();
    public final Map<String, String> secrets = new ConcurrentHashMap<>();
    public final ConcurrentLinkedQueue<byte[]> events = new ConcurrentLinkedQueue<>();
    public final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    public final CountDownLatch attached = new CountDownLatch(1);
    public SessionTarget target = new SessionTarget("test", "", 0);
    public volatile String session = "test";
    private final Display display = new Display(DisplayOptions.defaults(), text -> {});
    private volatile @Nullable Waker waker;

    /// Queues an event.
    public void queue(byte[] record) {
        events.add(record);
        Waker known = waker;
        if (known != null) {
            known.wake();
        }
    }

    @Override
    public String sessionId() {
        return session;
    }

    @Override
    public void attach(Waker newWaker, Handles handles) {
        waker = newWaker;
        attached.countDown();
    }

    @Override
    public Display display() {
        return display;
    }

    @Override
    public int event(byte[] out, int offset, int capacity) {
        byte[] next = events.peek();
        if (next == null) {
            return Status.AGAIN;
        }
        if (next.length <= capacity) {
            System.arraycopy(next, 0, out, offset, next.length);
            events.remove();
        }
        return next.length;
    }

    @Override
    public boolean hasEvent() {
        return !events.isEmpty();
    }

    @Override
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    @Override
    public Optional<String> secret(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    @Override
    public int require(List<String> names) {
        return Status.UNSUPPORTED;
    }

    @Override
    public SessionTarget target() {
        return target;
    }

    @Override
    public Dialled awaitTarget(Duration timeout) {
        return dial("", timeout);
    }

    @Override
    public int reach(String destination) {
        return 0;
    }

    @Override
    public Dialled dial(String destination, Duration timeout) {
        try {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(target.host(), target.port()));
            return new Dialled.Connected(channel, "target", target.host());
        } catch (IOException e) {
            return new Dialled.Failed(Status.REFUSED, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Opened openStream(int purpose, String type, String name) {
        return new Opened.Failed(Status.UNSUPPORTED);
    }

    @Override
    public int message(String text) {
        log.add("message " + text);
        return 0;
    }

    @Override
    public void log(int level, String text) {
        log.add(text);
    }
}
