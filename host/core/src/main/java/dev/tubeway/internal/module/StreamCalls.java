package dev.tubeway.internal.module;

import dev.tubeway.internal.module.ModuleHost.Dialled;
import dev.tubeway.internal.module.ModuleHost.Opened;
import dev.tubeway.internal.module.abi.ConnectFlags;
import dev.tubeway.internal.module.abi.Interest;
import dev.tubeway.internal.module.abi.LogLevel;
import dev.tubeway.internal.module.abi.PollLayout;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import dev.tubeway.internal.module.abi.StreamPurpose;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.spi.AnonymousTls;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/// Streams, waiting and the client: every call that may wait does it here, by the session's one [Waker].
///
/// Threading: the module's thread only.
final class StreamCalls {
    private static final int MOST_TEXT_BYTES = 1024;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Duration LONGEST_DIAL = Duration.ofHours(1);

    private final Call call;
    private final Set<String> granted;
    private final boolean anyTlsServer;
    private final SocketLoop sockets;
    private final Waker waker;

    /// @param anyTlsServer whether TLS may be spoken with a server that nothing vouches for
    StreamCalls(Call call, Set<String> granted, boolean anyTlsServer, SocketLoop sockets, Waker waker) {
        this.call = call;
        this.granted = granted;
        this.anyTlsServer = anyTlsServer;
        this.sockets = sockets;
        this.waker = waker;
    }

    // ---- waiting

    int await(int polls, int length, int timeoutMs) {
        if (length % PollLayout.SIZE != 0) {
            return Status.INVALID;
        }
        long began = System.nanoTime();
        while (true) {
            int ready = 0;
            for (int at = polls; at < polls + length; at += PollLayout.SIZE) {
                int found = ready(call.readInt(at + PollLayout.HANDLE), call.readInt(at + PollLayout.WANT));
                if (found < 0) {
                    return found;
                }
                call.writeInt(at + PollLayout.READY, found);
                ready += found == 0 ? 0 : 1;
            }
            if (ready > 0) {
                return ready;
            }
            if (call.pulse.isCancelled()) {
                return Status.CANCELLED;
            }
            long left = remaining(began, timeoutMs);
            if (left == 0) {
                return Status.AGAIN;
            }
            for (int at = polls; at < polls + length; at += PollLayout.SIZE) {
                HostStream stream = call.handles.stream(call.readInt(at + PollLayout.HANDLE));
                if (stream != null) {
                    stream.want(call.readInt(at + PollLayout.WANT) & (Interest.READ | Interest.WRITE));
                }
            }
            call.await(left);
        }
    }

    private int ready(int handle, int want) {
        if (handle == HandleTable.CLIENT) {
            return call.host.hasEvent() ? want & Interest.READ : 0;
        }
        HostStream stream = call.handles.stream(handle);
        return stream == null ? Status.INVALID : stream.ready() & (want | Interest.CLOSED);
    }

    /// What is left of a timeout, nanoseconds; negative for ever.
    static long remaining(long began, int timeoutMs) {
        return timeoutMs < 0 ? -1 : Math.max(0, timeoutMs * NANOS_PER_MILLI - (System.nanoTime() - began));
    }

    int close(int handle) {
        Object thing = call.handles.remove(handle);
        if (thing == null) {
            return Status.INVALID;
        }
        free(thing);
        return 0;
    }

    void free(Object thing) {
        switch (thing) {
            case HostStream stream -> stream.close();
            case Surface surface -> call.host.display().surfaceFree(surface.number());
            case Kernel kernel -> kernel.end();
            case SshCalls.Line line -> line.close();
            default -> throw new IllegalStateException("unknown thing: type=" + thing.getClass());
        }
    }

    // ---- streams

    int read(int handle, int out, int length, int timeoutMs) {
        HandleTable.Entry entry = call.handles.find(handle);
        if (entry == null || !(entry.thing instanceof HostStream stream)) {
            return Status.INVALID;
        }
        int read = length == 0 ? 0 : stream.read(call.bytes(), out, length);
        if (read == Status.AGAIN && timeoutMs != 0) {
            read = readLater(stream, out, length, timeoutMs);
        }
        if (read > 0) {
            entry.bytesIn += read;
        }
        return read;
    }

    private int readLater(HostStream stream, int out, int length, int timeoutMs) {
        long began = System.nanoTime();
        int read = Status.AGAIN;
        while (read == Status.AGAIN) {
            if (call.pulse.isCancelled()) {
                return Status.CANCELLED;
            }
            long left = remaining(began, timeoutMs);
            if (left == 0) {
                return Status.AGAIN;
            }
            stream.want(HostStream.READABLE);
            call.await(left);
            read = stream.read(call.bytes(), out, length);
        }
        return read;
    }

    int write(int handle, int data, int length, int timeoutMs) {
        HandleTable.Entry entry = call.handles.find(handle);
        if (entry == null || !(entry.thing instanceof HostStream stream)) {
            return Status.INVALID;
        }
        return length == 0 ? 0 : write(entry, stream, data, length, System.nanoTime(), timeoutMs);
    }

    int writeAll(int handle, int data, int length, int timeoutMs) {
        HandleTable.Entry entry = call.handles.find(handle);
        if (entry == null || !(entry.thing instanceof HostStream stream)) {
            return Status.INVALID;
        }
        long began = System.nanoTime();
        int done = 0;
        while (done < length) {
            int written = write(entry, stream, data + done, length - done, began, timeoutMs);
            if (written < 0) {
                return written;
            }
            done += written;
        }
        return length;
    }

    private int write(HandleTable.Entry entry, HostStream stream, int data, int length, long began, int timeoutMs) {
        int written = stream.write(call.bytes(), data, length);
        while (written == Status.AGAIN) {
            if (call.pulse.isCancelled()) {
                return Status.CANCELLED;
            }
            long left = remaining(began, timeoutMs);
            if (left == 0) {
                return Status.AGAIN;
            }
            stream.want(HostStream.WRITABLE);
            call.await(left);
            written = stream.write(call.bytes(), data, length);
        }
        if (written > 0) {
            entry.bytesOut += written;
            call.pulse.outputBytes += written;
        }
        return written;
    }

    int shutdown(int handle) {
        HostStream stream = call.handles.stream(handle);
        return stream == null ? Status.INVALID : stream.shutdown();
    }

    int connect(int target, int length, int flags, int timeoutMs) {
        String destination = call.text(target, length);
        boolean awaits = (flags & ConnectFlags.AWAIT) != 0;
        if (!destination.isEmpty()) {
            if (awaits) {
                return Status.INVALID;
            }
            if (!granted.contains("network")) {
                return Status.DENIED;
            }
            if (!isDestination(destination)) {
                return Status.INVALID;
            }
        }
        if (call.handles.isFull()) {
            return call.handles.add(this, "");
        }
        return switch (awaits ? await(timeoutMs) : dial(destination, timeoutMs)) {
            case Dialled.Failed(int status, String why) -> {
                boolean cancelled = call.pulse.isCancelled();
                // What hinders a wait is the operator's to mend.
                int level = awaits && !cancelled ? LogLevel.WARNING : LogLevel.DEBUG;
                call.host.log(level, "connect: " + Status.nameOf(status) + ": " + why);
                yield cancelled ? Status.CANCELLED : status;
            }
            case Dialled.Connected connected -> {
                try {
                    if ((flags & ConnectFlags.KEEP_ALIVE) != 0) {
                        connected.channel().setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    }
                    yield adopt(new SocketStream(connected.channel(), sockets, connected.label(), connected.name()));
                } catch (IOException e) {
                    yield Status.HOST_ERROR;
                }
            }
            case Dialled.Tunnelled(HostStream stream, String name) -> adopt(stream);
        };
    }

    /// Whether a text is a host and a port.
    static boolean isDestination(String text) {
        return text.matches("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]{1,253}):\\d{1,5}");
    }

    Dialled dial(String destination, int timeoutMs) {
        return blocking(timeoutMs, timeout -> call.host.dial(destination, timeout));
    }

    private Dialled await(int timeoutMs) {
        return blocking(timeoutMs, call.host::awaitTarget);
    }

    private Dialled blocking(int timeoutMs, Function<Duration, Dialled> connecting) {
        Duration timeout = timeoutMs < 0 ? LONGEST_DIAL : Duration.ofMillis(Math.max(1, timeoutMs));
        call.pulse.dialling(true);
        long began = call.pulse.waits();
        try {
            return connecting.apply(timeout);
        } finally {
            call.pulse.waited(began);
            call.pulse.dialling(false);
        }
    }

    /// Gives a stream a handle; closes it where there is none left.
    int adopt(HostStream stream) {
        int handle;
        try {
            handle = call.handles.add(stream, stream.label());
        } catch (StopException e) {
            stream.close();
            throw e;
        }
        if (handle < 0) {
            stream.close();
        } else {
            stream.attach(waker);
        }
        return handle;
    }

    int startTls(int handle, int options, int length, int timeoutMs) {
        HandleTable.Entry entry = call.handles.find(handle);
        if (entry == null || !(entry.thing instanceof HostStream stream) || stream instanceof EncryptedStream) {
            return Status.INVALID;
        }
        Optional<TlsOptions> parsed = TlsOptions.parse(call.lines(options, length), stream);
        if (parsed.isEmpty()) {
            return Status.INVALID;
        }
        if (!anyTlsServer && parsed.get().trustsAnybody()) {
            return Status.DENIED;
        }
        EncryptedStream tls;
        if (parsed.get().anonymous()) {
            Optional<AnonymousTls> engine = AnonymousTlsStream.engine();
            if (engine.isEmpty()) {
                return Status.UNSUPPORTED;
            }
            try {
                tls = new AnonymousTlsStream(stream, engine.get().begin(), waker);
            } catch (SSLException e) {
                return Status.HOST_ERROR;
            }
        } else {
            tls = new TlsStream(stream, parsed.get(), waker);
        }
        entry.thing = tls;
        long began = System.nanoTime();
        while (true) {
            int status = tls.handshake();
            if (status != Status.AGAIN) {
                return status;
            }
            if (call.pulse.isCancelled()) {
                return Status.CANCELLED;
            }
            long left = remaining(began, timeoutMs);
            if (left == 0) {
                return Status.AGAIN;
            }
            tls.wantHandshake();
            call.await(left);
        }
    }

    int streamInfo(int handle, int kind, int out, int length) {
        HostStream stream = call.handles.stream(handle);
        if (stream == null || !StreamInfo.isKnown(kind)) {
            return Status.INVALID;
        }
        return stream.info(kind).map(value -> call.answer(value, out, length)).orElse(Status.NOT_FOUND);
    }

    // ---- client

    int event(int out, int length, int timeoutMs) {
        int taken = call.host.event(call.bytes(), out, length);
        if (taken != Status.AGAIN) {
            return taken;
        }
        long began = System.nanoTime();
        while (taken == Status.AGAIN) {
            if (call.pulse.isCancelled()) {
                return Status.CANCELLED;
            }
            long left = remaining(began, timeoutMs);
            if (left == 0) {
                return Status.AGAIN;
            }
            call.await(left);
            taken = call.host.event(call.bytes(), out, length);
        }
        return taken;
    }

    int streamOpen(int purpose, int type, int typeLength, int name, int nameLength) {
        String capability = switch (purpose) {
            case StreamPurpose.CLIPBOARD -> "clipboard";
            case StreamPurpose.FILE -> "files";
            case StreamPurpose.PIPE -> "pipes";
            case StreamPurpose.AUDIO -> "audio";
            default -> "";
        };
        if (!StreamPurpose.isKnown(purpose)) {
            return Status.INVALID;
        }
        if (!capability.isEmpty() && !granted.contains(capability)) {
            return Status.DENIED;
        }
        if (call.handles.isFull()) {
            return call.handles.add(this, "");
        }
        return switch (call.host.openStream(purpose, call.text(type, typeLength), call.text(name, nameLength))) {
            case Opened.Failed(int status) -> status;
            case Opened.Stream(HostStream stream) -> adopt(stream);
        };
    }

    int streamRefuse(int handle, int status, int text, int length) {
        HostStream stream = call.handles.stream(handle);
        boolean known = switch (status) {
            case Status.DENIED, Status.UNSUPPORTED, Status.INVALID, Status.NOT_FOUND, Status.LIMIT -> true;
            default -> false;
        };
        if (stream == null || !known) {
            return Status.INVALID;
        }
        int refused = stream.refuse(status, call.text(text, length, MOST_TEXT_BYTES));
        if (refused == 0) {
            call.handles.remove(handle);
        }
        return refused;
    }

    int message(int text, int length) {
        return call.host.message(call.text(text, length, MOST_TEXT_BYTES));
    }

    /// A surface of the display, by its number there.
    record Surface(int number) {}
}
