package dev.tubeway.internal.display;

import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.imaging.JpegOptimizer;
import dev.tubeway.internal.imaging.Spares;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Memory in which one view's update is put together: its pixels are read under the display's lock and
/// encoded without. All displays share a few of them, because an update takes milliseconds and most
/// displays are idle.
///
/// Ownership: whoever [#borrow]s one gives it back.
final class Workbench {
    private static final int MAX_KEPT_PIXELS = 4 << 20;
    private static final Spares<Workbench> SPARES = new Spares<>(Workbench::new, bench -> bench.png.end());

    final PngEncoder png = new PngEncoder();
    private final KnownImages known = new KnownImages();

    /// What is to be sent exactly.
    final Rects damage = new Rects();

    /// What may lose something.
    final Rects lossy = new Rects();

    /// What came encoded, and goes with its pixels.
    final List<Screen.Encoded> units = new ArrayList<>();

    /// Quality of what may.
    int quality;

    /// Whether the client takes WebP, and fewer bytes are worth more work.
    boolean webp;

    /// Pixels of the damage that are sent once more.
    int mended;

    final Copies copies = new Copies();

    /// Frames of the module that are told as one: 0 before its first, and where only the pointer moved.
    long frames;

    int width;
    int height;

    @Nullable
    Pointer pointer;

    @Nullable
    String title;

    /// The pointer is elsewhere than the client knows.
    boolean moved;

    int pointerX;
    int pointerY;
    int pointerButtons;

    private final Rects images = new Rects();
    private final List<SharedImages.Wish> wishes = new ArrayList<>();

    /// What another view has promised, at the places of [#wishes].
    private final List<SharedImages.@Nullable Shared> awaited = new ArrayList<>();

    /// What this view has promised to the others.
    private final List<SharedImages.@Nullable Shared> promised = new ArrayList<>();

    private int[] starts = new int[16];
    private int[] pixels = new int[0];

    /// The images before this one may lose something.
    private int exactFrom;

    private Workbench() {}

    static Workbench borrow() {
        return SPARES.borrow();
    }

    void giveBack() {
        forgetImages();
        units.clear();
        if (pixels.length > MAX_KEPT_PIXELS) {
            pixels = new int[0];
        }
        SPARES.giveBack(this);
    }

    void begin() {
        damage.clear();
        lossy.clear();
        units.clear();
        webp = false;
        mended = 0;
        exactFrom = 0;
        images.clear();
        forgetImages();
        copies.clear();
        width = 0;
        height = 0;
        pointer = null;
        title = null;
        moved = false;
    }

    private void forgetImages() {
        for (SharedImages.Shared one : promised) {
            if (one != null) {
                one.giveUp();
            }
        }
        wishes.clear();
        awaited.clear();
        promised.clear();
    }

    boolean isEmpty() {
        return width == 0
                && copies.count() == 0
                && images.count() == 0
                && units.isEmpty()
                && pointer == null
                && title == null
                && !moved;
    }

    /// Makes images of the damage, none larger than `most` pixels, and reads the pixels of those that
    /// no other view has encoded.
    void addImages(Screen screen, Display display, int most) {
        // Those that lose nothing come last: where the two overlap, they count.
        addImages(lossy, most);
        exactFrom = images.count();
        addImages(damage, most);
        int count = images.count();
        if (starts.length < count) {
            starts = new int[2 * count];
        }
        boolean shares = screen.views().length > 1;
        int size = 0;
        for (int i = 0; i < count; i++) {
            SharedImages.Wish wish = wish(i, screen);
            SharedImages.Shared other = shares ? screen.images().find(wish) : null;
            wishes.add(wish);
            awaited.add(other);
            promised.add(shares && other == null ? screen.images().promise(wish) : null);
            starts[i] = size;
            if (other == null) {
                size = Math.addExact(size, images.width(i) * images.height(i));
            }
        }
        if (pixels.length < size) {
            pixels = new int[size];
        }
        for (int i = 0; i < count; i++) {
            if (awaited.get(i) == null) {
                display.read(images.x(i), images.y(i), images.width(i), images.height(i), pixels, starts[i]);
            }
        }
    }

    private SharedImages.Wish wish(int i, Screen screen) {
        int x = images.x(i);
        int y = images.y(i);
        int w = images.width(i);
        int h = images.height(i);
        boolean mayLose = i < exactFrom;
        ImageFormat lossy = webp ? ImageFormat.WEBP : ImageFormat.JPEG;
        ImageFormat exact = webp ? ImageFormat.WEBP_LOSSLESS : ImageFormat.PNG;
        return new SharedImages.Wish(
                x, y, w, h, screen.stampOf(x, y, w, h), mayLose ? lossy : exact, mayLose ? quality : Screen.EXACT);
    }

    private void addImages(Rects of, int most) {
        for (int i = 0; i < of.count(); i++) {
            int rows = Math.max(1, most / of.width(i));
            for (int y = 0; y < of.height(i); y += rows) {
                images.add(of.x(i), of.y(i) + y, of.width(i), Math.min(rows, of.height(i) - y));
            }
        }
    }

    /// The whole picture as a PNG.
    byte[] screenshot(Display display) {
        display.locked(() -> {
            display.tell();
            width = display.width();
            height = display.height();
            if (pixels.length < width * height) {
                pixels = new int[width * height];
            }
            display.read(0, 0, width, height, pixels, 0);
        });
        png.encode(pixels, 0, width, height);
        return Arrays.copyOf(png.bytes(), png.length());
    }

    int imageCount() {
        return images.count();
    }

    SharedImages.Wish wish(int i) {
        return wishes.get(i);
    }

    /// An image, encoded here or by the view that promised it; null if that one failed.
    Screen.@Nullable Encoded image(int i, Display display) {
        SharedImages.Shared other = awaited.get(i);
        if (other != null) {
            return other.await();
        }
        Screen.Encoded image = encode(wishes.get(i), starts[i]);
        SharedImages.Shared mine = promised.get(i);
        if (mine != null) {
            mine.keep(image);
            display.made();
        }
        return image;
    }

    private Screen.Encoded encode(SharedImages.Wish wish, int start) {
        int w = wish.width();
        int h = wish.height();
        if (PngEncoder.isSolid(pixels, start, w * h)) {
            return encoded(wish, wish.format(), null, pixels[start]);
        }
        return switch (wish.format()) {
            case JPEG, WEBP -> {
                byte[] lossy = byLibrary(wish, start);
                yield lossy == null ? png(wish, start) : encoded(wish, wish.format(), lossy, 0);
            }
            case PNG -> remembered(wish, start);
            case WEBP_LOSSLESS -> smaller(wish, start);
        };
    }

    private Screen.Encoded png(SharedImages.Wish wish, int start) {
        return encoded(wish, ImageFormat.PNG, pngBytes(wish, start), 0);
    }

    private byte[] pngBytes(SharedImages.Wish wish, int start) {
        png.encode(pixels, start, wish.width(), wish.height());
        return Arrays.copyOf(png.bytes(), png.length());
    }

    private Screen.Encoded remembered(SharedImages.Wish wish, int start) {
        int w = wish.width();
        int count = w * wish.height();
        if (count > KnownImages.MOST_PIXELS) {
            return png(wish, start);
        }
        byte[] bytes = known.find(pixels, start, w, count);
        if (bytes == null) {
            bytes = pngBytes(wish, start);
            known.keep(pixels, start, w, count, bytes);
        }
        return encoded(wish, ImageFormat.PNG, bytes, 0);
    }

    /// Text and windows are smaller as a PNG, most photographs as a WebP; a film's grain may be either.
    private Screen.Encoded smaller(SharedImages.Wish wish, int start) {
        Screen.Encoded asPng = png(wish, start);
        byte[] webp = png.isTrueColor() ? byLibrary(wish, start) : null;
        return webp == null || webp.length >= png.length() ? asPng : encoded(wish, wish.format(), webp, 0);
    }

    private static Screen.Encoded encoded(
            SharedImages.Wish wish, ImageFormat format, byte @Nullable [] bytes, int color) {
        return new Screen.Encoded(wish.x(), wish.y(), wish.width(), wish.height(), wish.stamp(), format, bytes, color);
    }

    private byte @Nullable [] byLibrary(SharedImages.Wish wish, int start) {
        int w = wish.width();
        int h = wish.height();
        int level = Math.min(wish.quality(), ImageCoder.MAX_QUALITY);
        MemorySegment from = MemorySegment.ofArray(pixels).asSlice(4L * start, 4L * w * h);
        byte[] file = ImageCoders.with(coder -> switch (coder.encode(wish.format(), from, w, h, 4L * w, level)) {
            case ImageCoder.Encoded(MemorySegment bytes) -> bytes.toArray(ValueLayout.JAVA_BYTE);
            case ImageCoder.NotEncoded _ -> null;
        });
        byte[] smaller =
                file != null && wish.format() == ImageFormat.JPEG ? JpegOptimizer.optimize(file, 0, file.length) : null;
        return smaller == null ? file : smaller;
    }
}
