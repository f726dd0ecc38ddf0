package dev.tubeway.internal.display;

import dev.tubeway.internal.module.abi.ColoredRectLayout;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.internal.module.abi.RunLayout;
import dev.tubeway.internal.module.abi.Status;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The surfaces of a display and the drawing on them. A change of the screen's own surface is shown at the end of
/// a frame, by [Shown].
///
/// Errors: numbers of [Status].   Threading: under the display's lock.   Ownership: frees its surfaces
/// at [#close()].
final class Surfaces implements AutoCloseable {
    static final int SCREEN = 0;

    private final Screen screen;
    private final DisplayOptions options;
    private final Surface front;
    private final Shown shown;
    private final Map<Integer, Surface> others = new HashMap<>();
    private long bytes;
    private int lastNumber;

    /// @param clock nanoseconds
    Surfaces(Screen screen, DisplayOptions options, LongSupplier clock) {
        this.screen = screen;
        this.options = options;
        this.front = new Surface(options.width(), options.height());
        this.shown = new Shown(screen, front, clock);
        this.bytes = 2 * front.bytes();
    }

    /// What clients were told of the screen's own surface.
    Shown shown() {
        return shown;
    }

    /// The screen's own surface.
    Surface front() {
        return front;
    }

    private @Nullable Surface surface(int number) {
        return number == SCREEN ? front : others.get(number);
    }

    int create(int width, int height) {
        if (!isSize(width, height)) {
            return Status.INVALID;
        }
        long size = Surface.bytes(width, height);
        if (others.size() >= options.maxSurfaces() || bytes + size > options.maxSurfaceBytes()) {
            return Status.LIMIT;
        }
        bytes += size;
        others.put(++lastNumber, new Surface(width, height));
        return lastNumber;
    }

    int free(int number) {
        Surface surface = others.remove(number);
        if (surface == null) {
            return Status.INVALID;
        }
        bytes -= surface.bytes();
        surface.close();
        return Display.OK;
    }

    int resize(int number, int width, int height) {
        Surface surface = surface(number);
        if (surface == null || !isSize(width, height)) {
            return Status.INVALID;
        }
        long more = (surface == front ? 2 : 1) * (Surface.bytes(width, height) - surface.bytes());
        if (bytes + more > options.maxSurfaceBytes()) {
            return Status.LIMIT;
        }
        bytes += more;
        if (surface == front) {
            shown.settle();
        }
        surface.resize(width, height);
        if (surface == front) {
            shown.resized();
            screen.resize(width, height);
        }
        return Display.OK;
    }

    int palette(int number, int first, byte[] memory, int offset, int length) {
        Surface surface = surface(number);
        if (surface == null || first < 0 || first > 255 || length % 4 != 0 || length / 4 > 256 - first) {
            return Status.INVALID;
        }
        surface.palette(first, memory, offset, length / 4);
        return Display.OK;
    }

    int put(int number, int x, int y, int w, int h, int format, int stride, byte[] memory, int offset, int length) {
        Surface surface = surface(number);
        if (surface == null || w < 0 || h < 0 || !PixelFormat.isKnown(format)) {
            return Status.INVALID;
        }
        if (w == 0 || h == 0) {
            return Display.OK;
        }
        long step = Pixels.stride(format, w, h, stride, length);
        if (step < 0) {
            return Status.INVALID;
        }
        int left = Math.max(x, 0);
        int top = Math.max(y, 0);
        int right = end(x, w, surface.width());
        int bottom = end(y, h, surface.height());
        if (left < right && top < bottom) {
            int from = (int) (offset + (top - (long) y) * step);
            draws(surface, left, top, right - left, bottom - top);
            surface.put(left, top, right - left, bottom - top, format, memory, from, step, left - x);
        }
        return Display.OK;
    }

    /// Draws decoded pixels, whose rows follow each other.
    int put(int number, int x, int y, int w, int h, MemorySegment pixels) {
        Surface surface = surface(number);
        if (surface == null) {
            return Status.INVALID;
        }
        int left = Math.max(x, 0);
        int top = Math.max(y, 0);
        int right = end(x, w, surface.width());
        int bottom = end(y, h, surface.height());
        if (left < right && top < bottom) {
            draws(surface, left, top, right - left, bottom - top);
            surface.put(left, top, right - left, bottom - top, pixels, 4L * ((long) (top - y) * w + left - x), 4L * w);
        }
        return Display.OK;
    }

    /// Shows a whole JPEG on the screen with its own pixels. False if it is to be decoded and drawn instead.
    boolean unit(int x, int y, int w, int h, byte[] jpeg) {
        return x >= 0 && y >= 0 && w <= front.width() - x && h <= front.height() - y && shown.unit(x, y, w, h, jpeg);
    }

    int fill(int number, int x, int y, int w, int h, int color) {
        Surface surface = surface(number);
        if (surface == null || w < 0 || h < 0) {
            return Status.INVALID;
        }
        fill(surface, x, y, w, h, color);
        return Display.OK;
    }

    private void fill(Surface surface, int x, int y, int w, int h, int color) {
        int left = Math.max(x, 0);
        int top = Math.max(y, 0);
        int right = end(x, w, surface.width());
        int bottom = end(y, h, surface.height());
        if (left < right && top < bottom) {
            draws(surface, left, top, right - left, bottom - top);
            surface.fill(left, top, right - left, bottom - top, color);
        }
    }

    int rects(int number, byte[] memory, int offset, int length) {
        Surface surface = surface(number);
        if (surface == null || length % ColoredRectLayout.SIZE != 0) {
            return Status.INVALID;
        }
        for (int at = offset; at < offset + length; at += ColoredRectLayout.SIZE) {
            int x = Little.int16(memory, at + ColoredRectLayout.X);
            int y = Little.int16(memory, at + ColoredRectLayout.Y);
            int w = Little.int16(memory, at + ColoredRectLayout.WIDTH) & 0xffff;
            int h = Little.int16(memory, at + ColoredRectLayout.HEIGHT) & 0xffff;
            fill(surface, x, y, w, h, Little.int32(memory, at + ColoredRectLayout.COLOR));
        }
        return Display.OK;
    }

    int runs(int number, int x, int y, int w, int h, int format, byte[] memory, int offset, int length) {
        Surface surface = surface(number);
        if (surface == null || w < 0 || h < 0 || !PixelFormat.isKnown(format) || length % RunLayout.SIZE != 0) {
            return Status.INVALID;
        }
        long left = (long) w * h;
        for (int at = offset; at < offset + length; at += RunLayout.SIZE) {
            left -= Little.int32(memory, at + RunLayout.LENGTH) & 0xffffffffL;
        }
        if (left != 0 || w > DisplayOptions.MAX_SIDE || h > DisplayOptions.MAX_SIDE) {
            return Status.INVALID;
        }
        int fromX = Math.max(x, 0);
        int fromY = Math.max(y, 0);
        int right = end(x, w, surface.width());
        int bottom = end(y, h, surface.height());
        if (fromX < right && fromY < bottom) {
            draws(surface, fromX, fromY, right - fromX, bottom - fromY);
            surface.runs(x, y, w, h, format, memory, offset, length / RunLayout.SIZE);
        }
        return Display.OK;
    }

    int copy(int number, int x, int y, int w, int h, int destination, int toX, int toY) {
        Surface from = surface(number);
        Surface to = surface(destination);
        if (from == null || to == null || w < 0 || h < 0) {
            return Status.INVALID;
        }
        // What is left out on one side is left out on the other.
        long cutLeft = Math.max(0, Math.max(-(long) x, -(long) toX));
        long cutTop = Math.max(0, Math.max(-(long) y, -(long) toY));
        long width = Math.min(Math.min((long) x + w, from.width()) - x, Math.min((long) toX + w, to.width()) - toX);
        long height = Math.min(Math.min((long) y + h, from.height()) - y, Math.min((long) toY + h, to.height()) - toY);
        if (cutLeft >= width || cutTop >= height) {
            return Display.OK;
        }
        int copyX = (int) (x + cutLeft);
        int copyY = (int) (y + cutTop);
        int copyWidth = (int) (width - cutLeft);
        int copyHeight = (int) (height - cutTop);
        int putX = (int) (toX + cutLeft);
        int putY = (int) (toY + cutTop);
        if (from == to && copyX == putX && copyY == putY) {
            return Display.OK;
        }
        if (from == front && to == front) {
            shown.copies(copyX, copyY, copyWidth, copyHeight, putX, putY);
        } else if (from == front) {
            shown.needs(copyX, copyY, copyWidth, copyHeight);
        } else {
            draws(to, putX, putY, copyWidth, copyHeight);
        }
        from.copyTo(to, copyX, copyY, copyWidth, copyHeight, putX, putY);
        return Display.OK;
    }

    /// Decodes a picture with the colours of the screen's palette.
    int[] decode(int format, int w, int h, byte[] memory, int offset, long stride) {
        return front.decode(format, w, h, memory, offset, stride);
    }

    /// Where a side ends that starts at `start`, cut at `limit`.
    private static int end(int start, int length, int limit) {
        return (int) Math.min((long) start + length, limit);
    }

    /// A part of a surface is about to be drawn on.
    private void draws(Surface surface, int x, int y, int w, int h) {
        if (surface == front) {
            shown.touches(x, y, w, h);
        }
    }

    static boolean isSize(int width, int height) {
        return width > 0 && height > 0 && width <= DisplayOptions.MAX_SIDE && height <= DisplayOptions.MAX_SIDE;
    }

    @Override
    public void close() {
        shown.close();
        front.close();
        others.values().forEach(Surface::close);
        others.clear();
    }
}
