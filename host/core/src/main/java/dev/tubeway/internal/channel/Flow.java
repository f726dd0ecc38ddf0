package dev.tubeway.internal.channel;

import dev.tubeway.internal.buffer.Buffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The frames of one connection that wait for their turn in a [SendScheduler].
///
/// Threading: the scheduler's.
public final class Flow {
    final ArrayDeque<Buffer> frames = new ArrayDeque<>(4);
    int deficit;
    boolean listed;

    @Nullable
    Flow next;

    private final Object owner;

    /// @param owner whom the sender tells that a frame has left
    public Flow(Object owner) {
        this.owner = owner;
    }

    /// Whom the flow belongs to.
    public Object owner() {
        return owner;
    }
}
