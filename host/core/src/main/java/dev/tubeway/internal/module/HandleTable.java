package dev.tubeway.internal.module;

import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.module.ModuleAccounts.HandleTraffic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a module has open, by handle: 0 is the screen, 1 the client, the rest as it is opened.
///
/// A number is not used again before 1,024 others were, so that a stale handle is found out.
///
/// Threading: the module's thread; [#traffic()] any thread.
final class HandleTable {
    /// The screen.
    static final int SCREEN = 0;

    /// The client.
    static final int CLIENT = 1;

    private static final int FIRST = 2;
    private static final int KEPT_CLOSED = 32;

    /// One thing that is open.
    static final class Entry {
        final int handle;
        final String label;
        Object thing;
        long bytesIn;
        long bytesOut;

        Entry(int handle, Object thing, String label) {
            this.handle = handle;
            this.thing = thing;
            this.label = label;
        }

        private HandleTraffic traffic(boolean open) {
            return new HandleTraffic(handle, label, bytesIn, bytesOut, open);
        }
    }

    private final int limit;
    private final Pulse pulse;
    private @Nullable Entry[] entries = new Entry[8];
    private final Deque<HandleTraffic> closed = new ArrayDeque<>();
    private int open;
    private int next = FIRST;
    private int refused;

    HandleTable(int limit, Pulse pulse) {
        this.limit = limit;
        this.pulse = pulse;
    }

    boolean isFull() {
        return open >= limit;
    }

    /// A handle for a thing; LIMIT where there are too many. Who goes on all the same is ended.
    int add(Object thing, String label) {
        if (isFull()) {
            if (++refused > limit) {
                pulse.kill(Fault.HANDLES);
                throw new StopException();
            }
            return Status.LIMIT;
        }
        int handle = free();
        synchronized (closed) {
            entries[handle] = new Entry(handle, thing, label);
            open++;
        }
        return handle;
    }

    private int free() {
        int size = Math.max(limit + FIRST, 1024);
        for (int i = 0; i < size; i++) {
            int handle = next;
            next = next + 1 < size ? next + 1 : FIRST;
            if (handle >= entries.length) {
                synchronized (closed) {
                    entries = java.util.Arrays.copyOf(entries, Math.max(handle + 1, entries.length * 2));
                }
            }
            if (entries[handle] == null) {
                return handle;
            }
        }
        throw new IllegalStateException("no free handle: open=" + open + ", limit=" + limit);
    }

    @Nullable
    Entry find(int handle) {
        return handle >= FIRST && handle < entries.length ? entries[handle] : null;
    }

    /// The stream of a handle; null where it is none.
    @Nullable
    HostStream stream(int handle) {
        Entry entry = find(handle);
        return entry != null && entry.thing instanceof HostStream stream ? stream : null;
    }

    <T> @Nullable T find(int handle, Class<T> type) {
        Entry entry = find(handle);
        return entry != null && type.isInstance(entry.thing) ? type.cast(entry.thing) : null;
    }

    /// Forgets a handle; what it was, or null.
    @Nullable
    Object remove(int handle) {
        Entry entry = find(handle);
        if (entry == null) {
            return null;
        }
        synchronized (closed) {
            entries[handle] = null;
            open--;
            if (entry.thing instanceof HostStream) {
                closed.addLast(entry.traffic(false));
                if (closed.size() > KEPT_CLOSED) {
                    closed.removeFirst();
                }
            }
        }
        return entry.thing;
    }

    /// Forgets everything, newest first.
    List<Object> removeAll() {
        var things = new ArrayList<Object>();
        for (int handle = entries.length - 1; handle >= FIRST; handle--) {
            Object thing = remove(handle);
            if (thing != null) {
                things.add(thing);
            }
        }
        return things;
    }

    List<HandleTraffic> traffic() {
        synchronized (closed) {
            var all = new ArrayList<>(closed);
            for (Entry entry : entries) {
                if (entry != null && entry.thing instanceof HostStream) {
                    all.add(entry.traffic(true));
                }
            }
            return all;
        }
    }
}
