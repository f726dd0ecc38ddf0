package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import dev.tubeway.internal.socket.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connected socket as a module's stream.
///
/// Bytes go straight between the socket and the guest's memory. Whether something can be read is found out by
/// reading one byte ahead, because the socket itself does not tell.
///
/// Threading: as [HostStream]; the socket loop's thread only wakes.
final class SocketStream implements HostStream, SocketLoop.Handler {
    private static final int MOST_AT_ONCE = 128 << 10;

    private final SocketChannel channel;
    private final SocketLoop.Watch watch;
    private final String label;
    private final String name;
    private final byte[] ahead = new byte[1];
    private boolean hasAhead;
    private boolean ended;
    private boolean broken;
    private boolean shut;
    private boolean full;
    private volatile boolean writable = true;
    private @Nullable Waker waker;
    private final ByteBuffer noView = ByteBuffer.wrap(ahead);
    private ByteBuffer view = noView;

    /// Takes over a connected socket.
    ///
    /// @param name what was dialled, for TLS
    SocketStream(SocketChannel channel, SocketLoop sockets, String label, String name) throws IOException {
        this.channel = channel;
        this.label = label;
        this.name = name;
        try {
            this.watch = sockets.watch(channel, this);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// The name that was dialled.
    String name() {
        return name;
    }

    @Override
    public void attach(Waker newWaker) {
        waker = newWaker;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int got = 0;
        if (hasAhead && length > 0) {
            target[offset] = ahead[0];
            hasAhead = false;
            got = 1;
        }
        if (got == length || ended || broken) {
            return got > 0 ? got : Status.CLOSED;
        }
        int read = receive(view(target, offset + got, Math.min(length - got, MOST_AT_ONCE)));
        return read > 0 ? got + read : got > 0 ? got : read;
    }

    private int receive(ByteBuffer buffer) {
        try {
            int read = channel.read(buffer);
            if (read < 0) {
                ended = true;
                return Status.CLOSED;
            }
            return read == 0 ? Status.AGAIN : read;
        } catch (IOException e) {
            broken = true;
            return meaning(e);
        }
    }

    @Override
    public int write(byte[] source, int offset, int length) {
        if (broken || shut) {
            return Status.CLOSED;
        }
        try {
            int written = channel.write(view(source, offset, Math.min(length, MOST_AT_ONCE)));
            full = written == 0;
            return written == 0 ? Status.AGAIN : written;
        } catch (IOException e) {
            // What came before is still to be read: mostly it says why.
            shut = true;
            return meaning(e);
        }
    }

    private static int meaning(IOException e) {
        String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        boolean peer = e instanceof ClosedChannelException
                || words.contains("reset")
                || words.contains("broken pipe")
                || words.contains("aborted");
        return peer ? Status.CLOSED : Status.HOST_ERROR;
    }

    @SuppressWarnings({"ByteBufferBackingArray", "ReferenceEquality"}) // wrapped here, and the same array or not
    private ByteBuffer view(byte[] array, int offset, int length) {
        ByteBuffer known = view;
        if (known.array() != array) {
            known = ByteBuffer.wrap(array);
            view = known;
        }
        return known.clear().limit(offset + length).position(offset);
    }

    @Override
    public int shutdown() {
        try {
            channel.shutdownOutput();
            shut = true;
            return 0;
        } catch (IOException e) {
            return Status.CLOSED;
        }
    }

    @Override
    public int ready() {
        if (!hasAhead && !ended && !broken) {
            hasAhead = receive(view(ahead, 0, 1)) == 1;
        }
        int ready = hasAhead || ended || broken ? READABLE : 0;
        if (!full || writable) {
            ready |= WRITABLE;
        }
        return ended || broken ? ready | CLOSED : ready;
    }

    @Override
    public void want(int wanted) {
        // Who waits may let the guest's memory rest, and that is another array afterwards.
        view = noView;
        if ((wanted & READABLE) != 0) {
            if (ended || broken) {
                wake();
                return;
            }
            watch.wantRead(true);
        }
        if ((wanted & WRITABLE) != 0) {
            writable = false;
            watch.wantWrite(true);
        }
    }

    @Override
    public void readable(SocketLoop.Watch ready) {
        ready.wantRead(false);
        wake();
    }

    @Override
    public void writable(SocketLoop.Watch ready) {
        ready.wantWrite(false);
        writable = true;
        wake();
    }

    private void wake() {
        Waker known = waker;
        if (known != null) {
            known.wake();
        }
    }

    @Override
    public Optional<byte[]> info(int fact) {
        try {
            return switch (fact) {
                case StreamInfo.PEER_ADDRESS -> address(channel.getRemoteAddress());
                case StreamInfo.LOCAL_ADDRESS -> address(channel.getLocalAddress());
                default -> Optional.empty();
            };
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? Optional.of(
                        (inet.getAddress().getHostAddress() + ":" + inet.getPort()).getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public void close() {
        broken = true;
        try {
            channel.close();
        } catch (IOException e) {
            // The channel is closed all the same.
        }
        watch.close();
    }
}
