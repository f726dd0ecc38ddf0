package dev.tubeway.internal.display;

import dev.tubeway.internal.display.grid.GridScreen;
import dev.tubeway.internal.module.abi.CursorKind;
import dev.tubeway.spi.ImageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all clients see: its size, its title and pointer, the views, and images that several views
/// need.
///
/// A change is told to each view, which remembers it until its client takes it. A counter for each tile
/// of 64 × 64 pixels tells whether an image that was encoded for one view is still what another one
/// needs: it is, if no tile below it changed since.
///
/// Threading: under the display's lock, but for [#wake] and [#views].
final class Screen implements GridScreen {
    private static final int TILE_SHIFT = Damage.SHIFT;
    private static final int MAX_UNIT_BYTES = 4 << 20;

    /// What changes again within this time is moving.
    private static final long MOVING_NANOS = 250_000_000;

    private static final View[] NO_VIEWS = {};

    private int width;
    private int height;
    private volatile View[] views = NO_VIEWS;
    private long[] stamps = new long[0];
    private long[] changedNanos = new long[0];
    private boolean[] moving = new boolean[0];
    private int tileColumns;
    private long clock;
    private final SharedImages images = new SharedImages();
    private final List<Encoded> units = new ArrayList<>();
    private volatile long frames;
    private String title = "";
    private Pointer pointer = Pointer.named(CursorKind.POINTER);
    private int pointerX;
    private int pointerY;
    private int pointerButtons;
    private volatile long moves;

    /// An image of a part of the screen.
    ///
    /// @param bytes the file; null if the part is of one colour
    /// @param color the one colour
    @SuppressWarnings("ArrayRecordComponent")
    record Encoded(
            int x, int y, int width, int height, long stamp, ImageFormat format, byte @Nullable [] bytes, int color) {

        int right() {
            return x + width;
        }

        int bottom() {
            return y + height;
        }

        /// Bytes of the file.
        int size() {
            return bytes == null ? 0 : bytes.length;
        }

        /// Whether it shares a pixel with a rectangle.
        boolean meets(int otherX, int otherY, int w, int h) {
            return x < otherX + w && otherX < right() && y < otherY + h && otherY < bottom();
        }

        boolean meets(Encoded other) {
            return meets(other.x, other.y, other.width, other.height);
        }

        boolean isWithin(int otherX, int otherY, int w, int h) {
            return otherX <= x && right() <= otherX + w && otherY <= y && bottom() <= otherY + h;
        }

        Encoded withStamp(long value) {
            return new Encoded(x, y, width, height, value, format, bytes, color);
        }
    }

    /// The quality of what may lose nothing.
    static final int EXACT = 1000;

    Screen(int width, int height) {
        resize(width, height);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    View[] views() {
        return views;
    }

    void add(View view) {
        View[] now = Arrays.copyOf(views, views.length + 1);
        now[now.length - 1] = view;
        views = now;
    }

    void remove(View view) {
        views = Arrays.stream(views).filter(one -> one != view).toArray(View[]::new);
        if (views.length < 2) {
            forgetEncoded();
        }
    }

    void removeAll() {
        views = NO_VIEWS;
        forgetEncoded();
    }

    void resize(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        tileColumns = (newWidth + 63) >> TILE_SHIFT;
        int tileRows = (newHeight + 63) >> TILE_SHIFT;
        stamps = new long[tileColumns * tileRows];
        Arrays.fill(stamps, ++clock);
        changedNanos = new long[0];
        moving = new boolean[0];
        forgetEncoded();
        for (View view : views) {
            view.whole();
        }
    }

    /// A part that lies within the screen looks different now.
    @Override
    public void changed(int x, int y, int w, int h) {
        if (w > 0 && h > 0) {
            stamp(x, y, w, h);
            for (View view : views) {
                view.changed(x, y, w, h);
            }
        }
    }

    /// A part of one tile looks different now.
    ///
    /// @param photo most of its pixels differ from their neighbours
    /// @param large it changed together with much else
    void changed(int x, int y, int w, int h, boolean photo, boolean large, long nowNanos) {
        if (moving.length == 0) {
            changedNanos = new long[stamps.length];
            moving = new boolean[stamps.length];
        }
        int tile = tile(x, y);
        moving[tile] = photo && (large || nowNanos - changedNanos[tile] < MOVING_NANOS);
        changedNanos[tile] = nowNanos;
        changed(x, y, w, h);
    }

    /// Whether the tile at this pixel shows something like a photograph or a film that was changing when it changed
    /// last, and is not at rest: an image of it may lose what nobody sees.
    boolean isMoving(int x, int y, long restedNanos) {
        return moving.length > 0 && moving[tile(x, y)] && !isAtRest(x, y, restedNanos);
    }

    /// Whether the tile at this pixel was drawn last at that time, or before.
    boolean isAtRest(int x, int y, long restedNanos) {
        return changedNanos.length == 0 || changedNanos[tile(x, y)] - restedNanos <= 0;
    }

    private int tile(int x, int y) {
        return (y >> TILE_SHIFT) * tileColumns + (x >> TILE_SHIFT);
    }

    /// A part was copied to another place of the screen; both lie within it.
    @Override
    public void copied(int x, int y, int w, int h, int toX, int toY) {
        if (w > 0 && h > 0) {
            stamp(toX, toY, w, h);
            for (View view : views) {
                view.copied(x, y, w, h, toX, toY);
            }
        }
    }

    private void stamp(int x, int y, int w, int h) {
        long now = ++clock;
        int lastColumn = (x + w - 1) >> TILE_SHIFT;
        int lastRow = (y + h - 1) >> TILE_SHIFT;
        for (int r = y >> TILE_SHIFT; r <= lastRow; r++) {
            for (int c = x >> TILE_SHIFT; c <= lastColumn; c++) {
                stamps[r * tileColumns + c] = now;
            }
        }
    }

    /// When a part was changed last; never more precise than its tiles.
    long stampOf(int x, int y, int w, int h) {
        long latest = 0;
        int lastColumn = (x + w - 1) >> TILE_SHIFT;
        int lastRow = (y + h - 1) >> TILE_SHIFT;
        for (int r = y >> TILE_SHIFT; r <= lastRow; r++) {
            for (int c = x >> TILE_SHIFT; c <= lastColumn; c++) {
                latest = Math.max(latest, stamps[r * tileColumns + c]);
            }
        }
        return latest;
    }

    /// Images for more than one view.
    SharedImages images() {
        return images;
    }

    private void forgetEncoded() {
        images.clear();
        units.clear();
    }

    /// A frame has ended in which these parts came encoded. They hold as long as nothing else changes there.
    void units(List<Encoded> came) {
        if (came.isEmpty() && units.isEmpty()) {
            return;
        }
        units.removeIf(unit -> stampOf(unit.x, unit.y, unit.width, unit.height) != unit.stamp);
        int unitBytes = units.stream().mapToInt(Encoded::size).sum();
        for (Encoded unit : came) {
            unitBytes += unit.size();
            if (unitBytes <= MAX_UNIT_BYTES) {
                units.add(unit.withStamp(stampOf(unit.x, unit.y, unit.width, unit.height)));
            }
        }
    }

    /// Parts that came encoded and are still to be seen.
    List<Encoded> units() {
        return units;
    }

    /// Frames that have ended.
    long frames() {
        return frames;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    void endFrame() {
        frames++;
    }

    String title() {
        return title;
    }

    void title(String value) {
        title = value;
    }

    Pointer pointer() {
        return pointer;
    }

    @Override
    public void pointer(int kind) {
        pointer(Pointer.named(kind));
    }

    void pointer(Pointer value) {
        pointer = value;
    }

    /// How often the pointer was moved; 0 while nobody knows where it is.
    long moves() {
        return moves;
    }

    int pointerX() {
        return Math.min(pointerX, width - 1);
    }

    int pointerY() {
        return Math.min(pointerY, height - 1);
    }

    /// The buttons that whoever moved it last holds down.
    int pointerButtons() {
        return pointerButtons;
    }

    /// The pointer is here now, or as near as the screen reaches.
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    void pointerMoved(int x, int y, int buttons) {
        pointerX = Math.clamp(x, 0, width - 1);
        pointerY = Math.clamp(y, 0, height - 1);
        pointerButtons = buttons;
        moves++;
    }

    /// Tells the views that there may be something for them. Without the lock.
    void wake() {
        wakeAllBut(null);
    }

    /// As [#wake], on the module's thread, which has ended a frame.
    void frameEnded() {
        for (View view : views) {
            view.frameEnded();
        }
    }

    /// As [#wake], but for one.
    void wakeAllBut(@Nullable View one) {
        for (View view : views) {
            if (view != one) {
                view.wake();
            }
        }
    }
}
