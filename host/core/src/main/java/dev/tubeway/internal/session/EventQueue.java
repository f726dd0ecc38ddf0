package dev.tubeway.internal.session;

import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.module.HostStream;
import dev.tubeway.internal.module.ModuleHost.Handles;
import dev.tubeway.internal.module.Waker;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.EventLayout;
import dev.tubeway.internal.module.abi.MouseEventLayout;
import dev.tubeway.internal.module.abi.SizeEventLayout;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamEventLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The events that a module has not taken yet.
///
/// Bounded: a mouse that only moves is one event however far it moves, a new size replaces one that waits, and
/// whoever brings input to a full queue waits a little and then loses it. Events that a module cannot do
/// without, which are few, always find room.
///
/// Threading: any thread puts; the module's thread takes.
final class EventQueue {

    /// Events of input that wait, at most.
    static final int MOST_INPUT = 1024;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<Event> events = new ArrayDeque<>(2);
    private final Display display;
    private @Nullable Waker waker;
    private @Nullable Handles handles;
    private boolean impatient;
    private long dropped;

    /// @param display follows a SIZE event when it is taken
    EventQueue(Display display) {
        this.display = display;
    }

    /// @param bytes  the record, whose length and time are set here
    /// @param stream gets its handle when the event is taken
    private record Event(ByteBuffer bytes, @Nullable HostStream stream) {
        int kind() {
            return bytes.getShort(EventLayout.KIND);
        }
    }

    /// A record of this kind and size, little-endian, for [#put] or [#input].
    static ByteBuffer record(int kind, int size) {
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(EventLayout.KIND, (short) kind)
                .putInt(EventLayout.LENGTH, size)
                .putLong(EventLayout.TIME_US, System.nanoTime() / 1000);
    }

    void attach(Waker newWaker, Handles newHandles) {
        lock.lock();
        try {
            waker = newWaker;
            handles = newHandles;
        } finally {
            lock.unlock();
        }
    }

    /// Adds an event that is not to be lost.
    void put(ByteBuffer event, @Nullable HostStream stream) {
        lock.lock();
        try {
            add(new Event(event, stream));
        } finally {
            lock.unlock();
        }
    }

    /// Adds an event in place of one of its kind that still waits.
    void newest(ByteBuffer event) {
        Event added = new Event(event, null);
        lock.lock();
        try {
            events.removeIf(waiting -> waiting.kind() == added.kind());
            add(added);
        } finally {
            lock.unlock();
        }
    }

    /// Adds an event of input. Where the queue is full, waits a second at most, once, and then drops it until
    /// there is room again.
    void input(ByteBuffer event) {
        lock.lock();
        try {
            Event added = new Event(event, null);
            if (replaces(added)) {
                return;
            }
            long left = PATIENCE_NANOS;
            while (events.size() >= MOST_INPUT && !impatient) {
                if (left <= 0) {
                    impatient = true;
                } else {
                    left = room.awaitNanos(left);
                }
            }
            if (events.size() >= MOST_INPUT) {
                dropped++;
                return;
            }
            impatient = false;
            add(added);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean replaces(Event added) {
        Event last = events.peekLast();
        if (last == null || last.kind() != added.kind()) {
            return false;
        }
        boolean same = added.kind() == EventKind.SIZE
                || (added.kind() == EventKind.MOUSE
                        && last.bytes.getInt(MouseEventLayout.BUTTONS) == added.bytes.getInt(MouseEventLayout.BUTTONS));
        if (same) {
            events.removeLast();
            add(added);
        }
        return same;
    }

    private void add(Event event) {
        events.addLast(event);
        Waker sleeping = waker;
        if (sleeping != null) {
            sleeping.wake();
        }
    }

    /// Whether there is room for much more input.
    boolean hasRoom() {
        lock.lock();
        try {
            return events.size() < MOST_INPUT / 2;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return events.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Events of input that found no room.
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /// Takes the next event; see [dev.tubeway.internal.module.ModuleHost#event].
    int take(byte[] target, int offset, int capacity) {
        while (true) {
            Event event;
            Handles given;
            lock.lock();
            try {
                event = events.peekFirst();
                given = handles;
                if (event == null || given == null) {
                    return Status.AGAIN;
                }
                int length = event.bytes.capacity();
                if (length > capacity) {
                    return length;
                }
                events.removeFirst();
                room.signalAll();
            } finally {
                lock.unlock();
            }
            if (finish(event, given)) {
                event.bytes.get(0, target, offset, event.bytes.capacity());
                return event.bytes.capacity();
            }
        }
    }

    /// Sets what is known only now; false where the event is void.
    private boolean finish(Event event, Handles given) {
        HostStream stream = event.stream;
        if (stream != null) {
            int handle = given.adopt(stream);
            event.bytes.putInt(StreamEventLayout.HANDLE, handle);
            return handle >= 0;
        }
        if (event.kind() == EventKind.SIZE) {
            ByteBuffer bytes = event.bytes;
            display.size(
                    bytes.getInt(SizeEventLayout.WIDTH),
                    bytes.getInt(SizeEventLayout.HEIGHT),
                    bytes.getInt(SizeEventLayout.DPI));
            bytes.putInt(SizeEventLayout.COLUMNS, display.columns());
            bytes.putInt(SizeEventLayout.ROWS, display.rows());
        }
        return true;
    }

    /// Frees the streams of events that were never taken.
    void close() {
        lock.lock();
        try {
            for (Event event : events) {
                HostStream stream = event.stream;
                if (stream != null) {
                    stream.close();
                }
            }
            events.clear();
            impatient = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
