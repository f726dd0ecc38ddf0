package dev.tubeway.internal.module;

import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.module.StreamCalls.Surface;
import dev.tubeway.internal.module.abi.Status;

/// Surfaces and the grid: turns handles into the display's numbers, counts, and passes on.
///
/// Threading: the module's thread only.
final class DrawCalls {
    private static final int MOST_PIXELS_A_SIDE = 16_384;
    private static final int NONE = -1;

    private final Call call;

    DrawCalls(Call call) {
        this.call = call;
    }

    private Display display() {
        return call.host.display();
    }

    /// Guest memory that is drawn from.
    private byte[] counted(int length) {
        call.pulse.outputBytes += length;
        return call.bytes();
    }

    private int number(int handle) {
        if (handle == HandleTable.SCREEN) {
            return 0;
        }
        Surface surface = call.handles.find(handle, Surface.class);
        return surface == null ? NONE : surface.number();
    }

    private static boolean isSide(int pixels) {
        return pixels >= 1 && pixels <= MOST_PIXELS_A_SIDE;
    }

    int surfaceNew(int width, int height) {
        if (!isSide(width) || !isSide(height)) {
            return Status.INVALID;
        }
        if (call.handles.isFull()) {
            return call.handles.add(this, "");
        }
        int number = display().surfaceNew(width, height);
        return number < 0 ? number : call.handles.add(new Surface(number), "surface");
    }

    int surfaceSize(int surface, int width, int height) {
        int number = number(surface);
        return number == NONE || !isSide(width) || !isSide(height)
                ? Status.INVALID
                : display().surfaceSize(number, width, height);
    }

    int put(int surface, int x, int y, int width, int height, int format, int stride, int data, int length) {
        int number = number(surface);
        return number == NONE
                ? Status.INVALID
                : display().surfacePut(number, x, y, width, height, format, stride, counted(length), data, length);
    }

    int palette(int surface, int first, int colors, int length) {
        int number = number(surface);
        return number == NONE
                ? Status.INVALID
                : display().surfacePalette(number, first, counted(length), colors, length);
    }

    int fill(int surface, int x, int y, int width, int height, int color) {
        int number = number(surface);
        call.pulse.outputBytes += 16;
        return number == NONE ? Status.INVALID : display().surfaceFill(number, x, y, width, height, color);
    }

    int rects(int surface, int rects, int length) {
        int number = number(surface);
        return number == NONE ? Status.INVALID : display().surfaceRects(number, counted(length), rects, length);
    }

    int runs(int surface, int x, int y, int width, int height, int format, int runs, int length) {
        int number = number(surface);
        return number == NONE
                ? Status.INVALID
                : display().surfaceRuns(number, x, y, width, height, format, counted(length), runs, length);
    }

    int copy(int surface, int x, int y, int width, int height, int destination, int toX, int toY) {
        int from = number(surface);
        int to = number(destination);
        call.pulse.outputBytes += 16;
        return from == NONE || to == NONE
                ? Status.INVALID
                : display().surfaceCopy(from, x, y, width, height, to, toX, toY);
    }

    int encoded(int surface, int x, int y, int width, int height, int codec, int data, int length) {
        int number = number(surface);
        return number == NONE
                ? Status.INVALID
                : display().surfacePutEncoded(number, x, y, width, height, codec, counted(length), data, length);
    }

    int cursor(int x, int y, int width, int height, int format, int data, int length) {
        return display().cursor(x, y, width, height, format, counted(length), data, length);
    }

    int cursorNamed(int kind) {
        return display().cursorNamed(kind);
    }

    int cursorMove(int x, int y) {
        return display().cursorMove(x, y);
    }

    int frame() {
        int answer = display().frame();
        if (display().restNanos() > 0) {
            rest();
        }
        return answer;
    }

    /// Waits while nobody would see the next frame, and nobody does anything.
    private void rest() {
        display().resting(call.pulse::wake);
        try {
            for (long left = display().restNanos();
                    left > 0 && !call.host.hasEvent() && !call.pulse.isCancelled();
                    left = display().restNanos()) {
                call.await(left);
            }
        } finally {
            display().resting(null);
        }
    }

    int gridOpen(int options, int length, int out, int outLength) {
        return display().gridOpen(call.bytes(), options, length, out, outLength);
    }

    int gridCells(int row, int column, int cells, int length) {
        return display().gridCells(row, column, counted(length), cells, length);
    }

    int gridFill(int row, int column, int rows, int columns, int cell, int length) {
        return display().gridFill(row, column, rows, columns, counted(length), cell, length);
    }

    int gridGrapheme(int text, int length) {
        return display().gridGrapheme(counted(length), text, length);
    }

    int gridScroll(int top, int bottom, int lines) {
        call.pulse.outputBytes += 16;
        return display().gridScroll(top, bottom, lines);
    }

    int gridClear() {
        return display().gridClear();
    }

    int gridCursor(int row, int column, int shape, int visible) {
        return display().gridCursor(row, column, shape, visible);
    }

    int gridMode(int flags) {
        return display().gridMode(flags);
    }

    int gridPalette(int index, int color) {
        return display().gridPalette(index, color);
    }

    int gridScrollbackClear() {
        return display().gridScrollbackClear();
    }

    int gridTitle(int text, int length) {
        return display().gridTitle(counted(length), text, length);
    }

    int gridRaw(int data, int length) {
        return display().gridRaw(counted(length), data, length);
    }
}
