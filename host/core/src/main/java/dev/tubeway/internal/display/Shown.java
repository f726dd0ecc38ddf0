package dev.tubeway.internal.display;

import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.spi.ImageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The picture that clients were told: the screen's own surface as it was when the last frame ended.
///
/// A module says where it drew, not what became different. At the end of a frame what it drew is compared with
/// what was shown, pixel by pixel, and only the difference is told to the [Screen]; what moved is found by
/// [Motion] and told as a copy. Between frames the two are equal wherever nothing was drawn.
///
/// JPEGs are told with their own pixels, and not compared; both surfaces get their pixels when somebody needs them
/// ([Undecoded]).
///
/// Threading: under the display's lock.   Ownership: frees its memory at [#close()].
final class Shown implements AutoCloseable {
    private static final int MOTIONS_A_FRAME = 2;

    /// What changes at once from here on is not text that somebody types, pixels.
    private static final int LARGE = 1 << 17;

    /// One of so many rows is looked at to tell a photograph from text, and so many pixels at least.
    private static final int ROWS_LOOKED_AT = 4;

    private static final int LEAST_LOOKED_AT = 32;

    /// A JPEG of fewer pixels is tables for the most part: it becomes a piece of a larger one.
    private static final int LEAST_UNIT = 1 << 13;

    private final Screen screen;
    private final Surface drawn;
    private final LongSupplier clock;
    private final Surface picture;
    private final Damage touched = new Damage();
    private @Nullable Motion motion;

    /// What came encoded since the last frame, and was not drawn over.
    private final List<Screen.Encoded> units = new ArrayList<>();

    private final Undecoded undecoded = new Undecoded();
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

    /// A part of the surface is about to be drawn on.
    void touches(int x, int y, int w, int h) {
        if (!undecoded.isEmpty()) {
            undecoded.drawnOver(x, y, w, h);
            needs(x, y, w, h);
        }
        touched.add(x, y, w, h);
        overdrawn(x, y, w, h);
    }

    /// Whether a JPEG of this size may be shown as it is.
    static boolean takesUnits(int w, int h) {
        return (long) w * h >= LEAST_UNIT;
    }

    /// A JPEG of this size, one that [#takesUnits], is shown here from now on. False if it is to be decoded and drawn
    /// instead.
    boolean unit(int x, int y, int w, int h, byte[] jpeg) {
        var unit = new Screen.Encoded(x, y, w, h, 0, ImageFormat.JPEG, jpeg, 0);
        if (!undecoded.add(unit)) {
            return false;
        }
        overdrawn(x, y, w, h);
        units.add(unit);
        drawn.take();
        return true;
    }

    /// Sees to it that the surface has the pixels of a part.
    void needs(int x, int y, int w, int h) {
        undecoded.take(x, y, w, h, this::decode);
    }

    /// Images that nobody has needed the pixels of.
    int undecoded() {
        return undecoded.count();
    }

    private void decode(Screen.Encoded image, boolean told) {
        byte[] file = Objects.requireNonNull(image.bytes());
        // What is damaged behind its head changes nothing, as in a browser.
        var _ = Images.decode(Codec.JPEG, file, 0, file.length, decoded -> {
            int w = decoded.width();
            int h = decoded.height();
            drawn.put(image.x(), image.y(), w, h, decoded.pixels(), 0, 4L * w);
            if (told) {
                picture.put(image.x(), image.y(), w, h, decoded.pixels(), 0, 4L * w);
            }
            return Display.OK;
        });
        if (!told) {
            touched.add(image.x(), image.y(), image.width(), image.height());
        }
    }

    private void overdrawn(int x, int y, int w, int h) {
        if (!units.isEmpty()) {
            units.removeIf(unit -> unit.meets(x, y, w, h));
        }
    }

    /// A part of the surface is about to be copied to another place of it.
    void copies(int x, int y, int w, int h, int toX, int toY) {
        if (!undecoded.isEmpty()) {
            needs(x, y, w, h);
            undecoded.drawnOver(toX, toY, w, h);
            needs(toX, toY, w, h);
        }
        overdrawn(toX, toY, w, h);
        picture.copyTo(picture, x, y, w, h, toX, toY);
        // What is not shown yet where it was copied from is not shown yet where it went.
        touched.copied(x, y, w, h, toX, toY);
        screen.copied(x, y, w, h, toX, toY);
    }

    /// Tells the screen what became different since the last call.
    void endFrame() {
        if (touched.isClean() && units.isEmpty()) {
            return;
        }
        nowNanos = clock.getAsLong();
        long pixels = touched.within(0, 0, drawn.width(), drawn.height());
        if (pixels >= Motion.SMALLEST && units.isEmpty()) {
            needs(0, 0, drawn.width(), drawn.height());
            findMotions();
        }
        for (Screen.Encoded unit : units) {
            pixels += (long) unit.width() * unit.height();
        }
        large = pixels >= LARGE;
        touched.offerTiles(this::compare);
        undecoded.endFrame(this::tell);
        screen.units(units);
        units.clear();
    }

    private void tell(Screen.Encoded unit) {
        Damage.eachTile(
                unit.x(),
                unit.y(),
                unit.width(),
                unit.height(),
                (x, y, w, h) -> screen.changed(x, y, w, h, true, large, nowNanos));
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

    /// To be called before the surface gets another size: nothing is left to tell, or to decode.
    void settle() {
        endFrame();
        needs(0, 0, drawn.width(), drawn.height());
    }

    /// To be called once the surface has its new size.
    void resized() {
        picture.resize(drawn.width(), drawn.height());
        touched.reset(drawn.width(), drawn.height());
    }

    /// Reads a part of what is shown, row by row without gaps, all pixels opaque.
    void read(int x, int y, int w, int h, int[] out, int offset) {
        needs(x, y, w, h);
        picture.read(x, y, w, h, out, offset);
    }

    @Override
    public void close() {
        undecoded.clear();
        picture.close();
    }
}
