package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import dev.tubeway.spi.SshChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A channel of an SSH connection as a module's stream.
///
/// Threading: as [HostStream]; [#changed()] any thread.
final class SshStream implements HostStream {
    /// Instead of what the module waits for: any change wakes it.
    private static final int ANYTHING = -1;

    private final String label;
    private final Waker waker;
    private final SshChannel channel;

    /// What the module waits for, 0 once it was woken.
    private volatile int wanted = ANYTHING;

    /// @param opening opens the channel, given who is to be told of changes
    SshStream(String label, Waker waker, java.util.function.Function<Runnable, SshChannel> opening) {
        this.label = label;
        this.waker = waker;
        this.channel = opening.apply(this::changed);
    }

    private void changed() {
        int what = wanted;
        if (what == ANYTHING || (ready() & what) != 0) {
            wanted = 0;
            waker.wake();
        }
    }

    /// Tells whether the channel is open, or will not be; has the module woken where it may have become so.
    boolean isDecided() {
        wanted = ANYTHING;
        return !(channel.state() instanceof SshChannel.State.Opening);
    }

    SshChannel channel() {
        return channel;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = channel.read(target, offset, length);
        return count > 0 ? count : count == 0 ? Status.AGAIN : ended();
    }

    /// How the end is told: what broke is no end that the server wanted.
    private int ended() {
        return channel.isBroken() ? Status.HOST_ERROR : Status.CLOSED;
    }

    @Override
    public int write(byte[] source, int offset, int length) {
        int count = channel.write(source, offset, length);
        return count > 0 ? count : count == 0 ? Status.AGAIN : Status.CLOSED;
    }

    @Override
    public int shutdown() {
        if (channel.hasEnded()) {
            return Status.CLOSED;
        }
        channel.shutdown();
        return 0;
    }

    @Override
    public int ready() {
        int ready = (channel.isReadable() ? READABLE : 0) | (channel.isWritable() ? WRITABLE : 0);
        return channel.hasEnded() ? ready | CLOSED : ready;
    }

    @Override
    public void want(int what) {
        wanted = what | CLOSED;
        if ((ready() & (what | CLOSED)) != 0) {
            waker.wake();
        }
    }

    @Override
    public void attach(Waker unused) {
        // It is the one that this stream was made with.
    }

    @Override
    public Optional<byte[]> info(int fact) {
        return switch (fact) {
            case StreamInfo.EXIT_STATUS ->
                channel.exitStatus().isPresent()
                        ? Optional.of(Integer.toString(channel.exitStatus().getAsInt())
                                .getBytes(StandardCharsets.UTF_8))
                        : Optional.empty();
            case StreamInfo.EXIT_SIGNAL -> channel.exitSignal().map(each -> each.getBytes(StandardCharsets.UTF_8));
            default -> Optional.empty();
        };
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public void close() {
        channel.close();
    }
}
