package dev.tubeway.internal.tube;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a channel holds by number: open addressing without boxes, for a look-up per frame.
///
/// Threading: any thread; a short lock.
final class ConnectionTable<T> {
    private int[] numbers = new int[8];
    private @Nullable Object[] values = new Object[8];
    private int size;

    @SuppressWarnings("unchecked")
    synchronized @Nullable T get(int number) {
        return (T) values[find(number)];
    }

    /// Adds a value; false where its number is taken.
    synchronized boolean add(int number, T value) {
        if (values[find(number)] != null) {
            return false;
        }
        if (size * 2 >= values.length) {
            int[] beforeNumbers = numbers;
            @Nullable Object[] before = values;
            numbers = new int[before.length * 2];
            values = new Object[before.length * 2];
            for (int i = 0; i < before.length; i++) {
                if (before[i] != null) {
                    put(beforeNumbers[i], before[i]);
                }
            }
        }
        put(number, value);
        size++;
        return true;
    }

    synchronized void remove(int number) {
        int at = find(number);
        if (values[at] == null) {
            return;
        }
        size--;
        values[at] = null;
        // Move up what was pushed past the gap.
        for (int next = after(at); values[next] != null; next = after(next)) {
            Object moved = values[next];
            values[next] = null;
            put(numbers[next], moved);
        }
    }

    synchronized int size() {
        return size;
    }

    @SuppressWarnings("unchecked")
    synchronized List<T> all() {
        List<T> all = new ArrayList<>(size);
        for (Object value : values) {
            if (value != null) {
                all.add((T) value);
            }
        }
        return all;
    }

    private void put(int number, @Nullable Object value) {
        int at = find(number);
        numbers[at] = number;
        values[at] = value;
    }

    /// The place of a number, or the free one where it would be.
    private int find(int number) {
        int at = ((number * 0x9E3779B9) >>> 16) & (values.length - 1);
        while (values[at] != null && numbers[at] != number) {
            at = after(at);
        }
        return at;
    }

    private int after(int at) {
        return (at + 1) & (values.length - 1);
    }
}
