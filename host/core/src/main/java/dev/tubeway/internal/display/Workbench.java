package dev.tubeway.internal.display;

import dev.tubeway.internal.imaging.ImageCoders;
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
    private static final int QUALITY_SLACK = 15;
    private static final Spares<Workbench> SPARES = new Spares<>(Workbench::new, bench -> bench.png.end());

    final PngEncoder png = new PngEncoder();

    /// What is to be sent exactly.
    final Rects damage = new Rects();

    /// What may lose something.
    final Rects lossy = new Rects();

    /// What came encoded, and goes as it came.
    final List<Screen.Encoded> units = new ArrayList<>();

    /// Quality of what may.
    int quality;

    /// Pixels of the damage that are sent once more.
    int mended;

    final int[] copies = new int[64];
    int copyCount;
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
    private final List<Screen.@Nullable Encoded> known = new ArrayList<>();
    private long[] stamps = new long[16];
    private int[] starts = new int[16];
    private int[] pixels = new int[0];

    /// The images before this one may lose something.
    private int exactFrom;

    private Workbench() {}

    static Workbench borrow() {
        return SPARES.borrow();
    }

    void giveBack() {
        known.clear();
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
        mended = 0;
        exactFrom = 0;
        images.clear();
        known.clear();
        copyCount = 0;
        width = 0;
        height = 0;
        pointer = null;
        title = null;
        moved = false;
    }

    boolean isEmpty() {
        return width == 0
                && copyCount == 0
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
            stamps = new long[2 * count];
        }
        int size = 0;
        for (int i = 0; i < count; i++) {
            Screen.Encoded one = screen.encoded(images.x(i), images.y(i), images.width(i), images.height(i), least(i));
            known.add(one);
            starts[i] = size;
            if (one == null) {
                size = Math.addExact(size, images.width(i) * images.height(i));
            }
        }
        if (pixels.length < size) {
            pixels = new int[size];
        }
        for (int i = 0; i < count; i++) {
            if (known.get(i) == null) {
                int x = images.x(i);
                int y = images.y(i);
                stamps[i] = screen.stampOf(x, y, images.width(i), images.height(i));
                display.read(x, y, images.width(i), images.height(i), pixels, starts[i]);
            }
        }
    }

    private void addImages(Rects of, int most) {
        for (int i = 0; i < of.count(); i++) {
            int rows = Math.max(1, most / of.width(i));
            for (int y = 0; y < of.height(i); y += rows) {
                images.add(of.x(i), of.y(i) + y, of.width(i), Math.min(rows, of.height(i) - y));
            }
        }
    }

    /// How good an image is to be at least. One that is a little worse than wished is taken where it is there.
    private int least(int i) {
        return i < exactFrom ? quality - QUALITY_SLACK : Screen.EXACT;
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

    Screen.@Nullable Encoded known(int i) {
        return known.get(i);
    }

    /// Encodes an image whose pixels were read.
    Screen.Encoded encode(int i) {
        int x = images.x(i);
        int y = images.y(i);
        int w = images.width(i);
        int h = images.height(i);
        int start = starts[i];
        if (PngEncoder.isSolid(pixels, start, w * h)) {
            return new Screen.Encoded(x, y, w, h, stamps[i], null, Screen.EXACT, pixels[start]);
        }
        byte[] jpeg = i < exactFrom ? jpeg(start, w, h) : null;
        if (jpeg != null) {
            return new Screen.Encoded(x, y, w, h, stamps[i], jpeg, quality, 0);
        }
        png.encode(pixels, start, w, h);
        byte[] bytes = Arrays.copyOf(png.bytes(), png.length());
        return new Screen.Encoded(x, y, w, h, stamps[i], bytes, Screen.EXACT, 0);
    }

    private byte @Nullable [] jpeg(int start, int w, int h) {
        MemorySegment from = MemorySegment.ofArray(pixels).asSlice(4L * start, 4L * w * h);
        return ImageCoders.with(coder -> switch (coder.encode(ImageFormat.JPEG, from, w, h, 4L * w, quality)) {
            case ImageCoder.Encoded(MemorySegment bytes) -> bytes.toArray(ValueLayout.JAVA_BYTE);
            case ImageCoder.NotEncoded _ -> null;
        });
    }
}
