package dev.tubeway.internal.channel;

import dev.tubeway.internal.buffer.Buffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Decides which frame of a channel goes next: control first, then connections that send little, then
/// the others in turn, each by its share of bytes.
///
/// The method is deficit round robin with two lists (DRR++, as FQ-CoDel has it). A connection that was
/// silent enters the list of new flows, which is served first, with one quantum; when that is spent, or
/// its frames are, it goes to the list of old flows, whose members take turns. So a keystroke passes any
/// number of bulk streams, a bulk stream cannot pass for a keystroke for longer than a quantum, and
/// nobody starves. Frames of one connection keep their order.
///
/// Threading: none of its own; the caller guards it.
/// Ownership: holds the frames until they are taken or dropped.
/// Source: RFC 8290 section 4.2 (the queueing, without its CoDel).
public final class SendScheduler {

    /// Bytes that a flow may send in one turn.
    private static final int QUANTUM = 16 << 10;

    private final ArrayDeque<Buffer> control = new ArrayDeque<>();
    private final List fresh = new List();
    private final List old = new List();
    private long bytes;
    private @Nullable Flow taken;

    /// Queues a sealed frame of the control connection.
    public void control(Buffer frame) {
        bytes += frame.length();
        control.addLast(frame);
    }

    /// Queues a sealed frame of a connection, behind those that it queued before.
    public void enqueue(Flow flow, Buffer frame) {
        bytes += frame.length();
        flow.frames.addLast(frame);
        if (!flow.listed) {
            flow.deficit = QUANTUM;
            fresh.add(flow);
        }
    }

    public boolean isEmpty() {
        return bytes == 0;
    }

    /// Bytes that wait.
    public long bytes() {
        return bytes;
    }

    /// Takes the next frame, or null where none waits. [#takenFrom()] tells whose it was.
    public @Nullable Buffer poll() {
        taken = null;
        Buffer frame = control.pollFirst();
        if (frame == null) {
            frame = pollFlows();
        }
        if (frame != null) {
            bytes -= frame.length();
        }
        return frame;
    }

    /// The flow that the last frame of [#poll()] came from; null for a control frame.
    public @Nullable Flow takenFrom() {
        return taken;
    }

    private @Nullable Buffer pollFlows() {
        while (true) {
            boolean isFresh = fresh.head != null;
            List list = isFresh ? fresh : old;
            Flow flow = list.head;
            if (flow == null) {
                return null;
            }
            if (flow.deficit <= 0) {
                flow.deficit += QUANTUM;
                list.remove();
                old.add(flow);
                continue;
            }
            Buffer frame = flow.frames.pollFirst();
            if (frame == null) {
                list.remove();
                if (isFresh) {
                    old.add(flow);
                }
                continue;
            }
            flow.deficit -= frame.length();
            taken = flow;
            return frame;
        }
    }

    private void drop(Flow flow) {
        for (Buffer frame = flow.frames.pollFirst(); frame != null; frame = flow.frames.pollFirst()) {
            bytes -= frame.length();
            frame.release();
        }
    }

    /// Drops everything.
    public void dropAll() {
        for (Buffer frame = control.pollFirst(); frame != null; frame = control.pollFirst()) {
            bytes -= frame.length();
            frame.release();
        }
        for (List list : new List[] {fresh, old}) {
            for (Flow flow = list.head; flow != null; flow = list.head) {
                list.remove();
                drop(flow);
            }
        }
    }

    /// A queue of flows, linked through them.
    private static final class List {
        @Nullable
        Flow head;

        @Nullable
        Flow tail;

        void add(Flow flow) {
            flow.listed = true;
            flow.next = null;
            if (tail == null) {
                head = flow;
            } else {
                tail.next = flow;
            }
            tail = flow;
        }

        void remove() {
            Flow flow = head;
            if (flow == null) {
                return;
            }
            head = flow.next;
            if (head == null) {
                tail = null;
            }
            flow.next = null;
            flow.listed = false;
        }
    }
}
