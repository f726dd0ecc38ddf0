package dev.tubeway.internal.session;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/// What one client holds down: keys, and buttons of its mouse.
///
/// Threading: any thread.
final class Held {

    /// Most keys that are remembered.
    private static final int MOST = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final int[] keys = new int[MOST];
    private int count;
    private int x;
    private int y;
    private int buttons;

    /// What was held when the client let go of all.
    ///
    /// @param keys    keysyms, the first that went down last
    /// @param buttons of its mouse, which is at `x`, `y`
    @SuppressWarnings("ArrayRecordComponent")
    record All(int[] keys, int x, int y, int buttons) {}

    /// A key goes down or up.
    void key(int keysym, boolean down) {
        lock.lock();
        try {
            int at = 0;
            while (at < count && keys[at] != keysym) {
                at++;
            }
            if (down && at == count && count < MOST) {
                keys[count++] = keysym;
            } else if (!down && at < count) {
                System.arraycopy(keys, at + 1, keys, at, --count - at);
            }
        } finally {
            lock.unlock();
        }
    }

    /// The mouse is here, with these buttons down.
    void mouse(int newX, int newY, int newButtons) {
        lock.lock();
        try {
            x = newX;
            y = newY;
            buttons = newButtons;
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of everything, and tells what that was.
    All letGo() {
        lock.lock();
        try {
            int[] held = new int[count];
            for (int i = 0; i < held.length; i++) {
                held[i] = keys[count - 1 - i];
            }
            Arrays.fill(keys, 0);
            All all = new All(held, x, y, buttons);
            count = 0;
            buttons = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }
}
