package dev.tubeway.internal.display;

import dev.tubeway.spi.ImageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The picture that clients were told: the screen's own surface as it was when the last frame ended.
///
/// A module says where it drew, not what became different. At the end of a frame what it drew is compared with
/// what was shown, pixel by pixel, and only the difference is told to the [Screen]; what moved is found by
/// [Motion] and told as a copy. Between frames the two are equal wherever nothing was drawn.
///
/// Threading: under the display's lock.   Ownership: frees its memory at [#close()].
final class Shown implements AutoCloseable {
    private static final int MOTIONS_A_FRAME = 2;

    /// What changes at once from here on is not text that somebody types, pixels.
    private static final int LARGE = 1 << 17;

    /// One of so many rows is looked at to tell a photograph from text, and so many pixels at least.
    private static final int ROWS_LOOKED_AT = 4;

    private static final int LEAST_LOOKED_AT = 32;

    /// What comes encoded in one frame beyond this is encoded anew.
    private static final int MAX_UNITS = 1024;

    private final Screen screen;
    private final Surface drawn;
    private final LongSupplier clock;
    private final Surface picture;
    private final Damage touched = new Damage();
    private @Nullable Motion motion;

    /// What came encoded since the last frame, and was not drawn over.
    private final List<Screen.Encoded> units = new ArrayList<>();

    private long nowNanos;
    private boolean large;

    /// @param drawn the screen's own surface, which a module draws on
    /// @param clock nanoseconds
    Shown(Screen screen, Surface drawn, LongSupplier clock) {
        this.screen = screen;
        this.drawn = drawn;
        this.clock = clock;
        this.picture = new Surface(drawn.width(), drawn.height());
        touched.reset(drawn.width(), drawn.height());
    }

    /// A part of the surface was drawn, and may be different now.
    void touched(int x, int y, int w, int h) {
        touched.add(x, y, w, h);
        overdrawn(x, y, w, h);
    }

    /// The part that was touched last is what this JPEG shows.
    void unit(int x, int y, int w, int h, byte[] jpeg) {
        if (units.size() < MAX_UNITS) {
            units.add(new Screen.Encoded(x, y, w, h, 0, ImageFormat.JPEG, jpeg, 0));
        }
    }

    private void overdrawn(int x, int y, int w, int h) {
        if (!units.isEmpty()) {
            units.removeIf(unit -> unit.meets(x, y, w, h));
        }
    }

    /// A part of the surface was copied to another place of it.
    void copied(int x, int y, int w, int h, int toX, int toY) {
        overdrawn(toX, toY, w, h);
        picture.copyTo(picture, x, y, w, h, toX, toY);
        // What is not shown yet where it was copied from is not shown yet where it went.
        touched.copied(x, y, w, h, toX, toY);
        screen.copied(x, y, w, h, toX, toY);
    }

    /// Tells the screen what became different since the last call.
    void endFrame() {
        if (touched.isClean()) {
            return;
        }
        nowNanos = clock.getAsLong();
        long pixels = touched.within(0, 0, drawn.width(), drawn.height());
        large = pixels >= LARGE;
        if (pixels >= Motion.SMALLEST && units.isEmpty()) {
            findMotions();
        }
        touched.offerTiles(this::compare);
        screen.units(units);
        units.clear();
    }

    /// Finds one, and where there is one another: a second window, or the other part of a page.
    private void findMotions() {
        Motion search = motion;
        if (search == null) {
            search = new Motion();
            motion = search;
        }
        for (int i = 0; i < MOTIONS_A_FRAME && find(search); i++) {
            int toX = search.x();
            int toY = search.y();
            int width = search.width();
            int height = search.height();
            int fromX = toX - search.byX();
            int fromY = toY - search.byY();
            picture.copyTo(picture, fromX, fromY, width, height, toX, toY);
            touched.add(toX, toY, width, height);
            screen.copied(fromX, fromY, width, height, toX, toY);
        }
    }

    private boolean find(Motion search) {
        int x = touched.left();
        int y = touched.top();
        return search.find(picture, drawn, x, y, touched.right() - x, touched.bottom() - y);
    }

    /// Takes over what differs of a tile, and tells it.
    private boolean compare(int x, int y, int w, int h) {
        int top = 0;
        while (top < h && drawn.sameRow(picture, x, y + top, w)) {
            top++;
        }
        if (top == h) {
            return true;
        }
        int bottom = h;
        while (drawn.sameRow(picture, x, y + bottom - 1, w)) {
            bottom--;
        }
        int left = w;
        int right = 0;
        for (int row = y + top; row < y + bottom; row++) {
            int first = drawn.firstDifference(picture, x, row, w);
            if (first < w) {
                left = Math.min(left, first);
                right = drawn.lastDifference(picture, x, row, right, w);
            }
        }
        int atX = x + left;
        int atY = y + top;
        drawn.copyTo(picture, atX, atY, right - left, bottom - top, atX, atY);
        boolean photo = isPhoto(atX, atY, right - left, bottom - top);
        screen.changed(atX, atY, right - left, bottom - top, photo, large, nowNanos);
        return true;
    }

    /// Whether most pixels differ from their neighbours, as in a photograph; in text and in windows few do.
    private boolean isPhoto(int x, int y, int w, int h) {
        int same = 0;
        int pairs = 0;
        for (int row = y; row < y + h; row += ROWS_LOOKED_AT) {
            same += picture.samePairs(x, row, w);
            pairs += w - 1;
        }
        return pairs >= LEAST_LOOKED_AT && 2 * same < pairs;
    }

    /// To be called once the surface has its new size.
    void resized() {
        picture.resize(drawn.width(), drawn.height());
        touched.reset(drawn.width(), drawn.height());
        units.clear();
    }

    /// Reads a part of what is shown, row by row without gaps, all pixels opaque.
    void read(int x, int y, int w, int h, int[] out, int offset) {
        picture.read(x, y, w, h, out, offset);
    }

    @Override
    public void close() {
        picture.close();
    }
}
