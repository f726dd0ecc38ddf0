package dev.tubeway.internal.display.grid;

import java.util.Arrays;

/// What each row of a screen looked like when it was told of last, as a number.
///
/// A program that erases its lines and writes them again, or pours lines that are all alike, touches rows that look as
/// before in the end: those are not drawn again. Two looks have the same number by chance once in 2^64.
///
/// Threading: under the display's lock.
final class ToldRows {
    private static final long UNKNOWN = 0;

    private final long[] looks;

    ToldRows(int rows) {
        looks = new long[rows];
    }

    void forgetAll() {
        Arrays.fill(looks, UNKNOWN);
    }

    void forget(int row) {
        looks[row] = UNKNOWN;
    }

    /// Notes how a row looks now, which is not 0; false where it looked so before.
    boolean isNew(int row, long now) {
        boolean isNew = now != looks[row];
        looks[row] = now;
        return isNew;
    }

    /// What is shown has moved along with the rows, upwards, or downwards if `by` is negative.
    void move(int top, int bottom, int by) {
        int count = Math.abs(by);
        int stay = bottom - top - count;
        System.arraycopy(looks, by > 0 ? top + by : top, looks, by > 0 ? top : top - by, stay);
        int free = by > 0 ? bottom - by : top;
        Arrays.fill(looks, free, free + count, UNKNOWN);
    }
}
