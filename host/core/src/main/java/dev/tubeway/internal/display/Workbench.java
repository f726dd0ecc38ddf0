package dev.tubeway.internal.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Memory in which one view's update is put together: its pixels are read under the display's lock and
/// encoded without. All displays share a few of them, because an update takes milliseconds and most
/// displays are idle.
///
/// Ownership: whoever [#borrow]s one gives it back.
final class Workbench {
    private static final int KEPT = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int MAX_KEPT_PIXELS = 4 << 20;
    private static final ConcurrentLinkedQueue<Workbench> FREE = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger FREE_COUNT = new AtomicInteger();

    final PngEncoder png = new PngEncoder();
    final Rects damage = new Rects();
    final int[] copies = new int[64];
    int copyCount;
    int width;
    int height;

    @Nullable
    Pointer pointer;

    @Nullable
    String title;

    private final Rects images = new Rects();
    private final List<Screen.@Nullable Encoded> known = new ArrayList<>();
    private long[] stamps = new long[16];
    private int[] starts = new int[16];
    private int[] pixels = new int[0];

    private Workbench() {}

    static Workbench borrow() {
        Workbench free = FREE.poll();
        if (free == null) {
            return new Workbench();
        }
        FREE_COUNT.decrementAndGet();
        return free;
    }

    void giveBack() {
        known.clear();
        if (pixels.length > MAX_KEPT_PIXELS) {
            pixels = new int[0];
        }
        if (FREE_COUNT.incrementAndGet() <= KEPT) {
            FREE.add(this);
        } else {
            FREE_COUNT.decrementAndGet();
            png.end();
        }
    }

    void begin() {
        damage.clear();
        images.clear();
        known.clear();
        copyCount = 0;
        width = 0;
        height = 0;
        pointer = null;
        title = null;
    }

    boolean isEmpty() {
        return width == 0 && copyCount == 0 && images.count() == 0 && pointer == null && title == null;
    }

    /// Makes images of the damage, none larger than `most` pixels, and reads the pixels of those that
    /// no other view has encoded.
    void addImages(Screen screen, Display display, int most) {
        for (int i = 0; i < damage.count(); i++) {
            int rows = Math.max(1, most / damage.width(i));
            for (int y = 0; y < damage.height(i); y += rows) {
                images.add(damage.x(i), damage.y(i) + y, damage.width(i), Math.min(rows, damage.height(i) - y));
            }
        }
        int count = images.count();
        if (starts.length < count) {
            starts = new int[2 * count];
            stamps = new long[2 * count];
        }
        int size = 0;
        for (int i = 0; i < count; i++) {
            Screen.Encoded one = screen.encoded(images.x(i), images.y(i), images.width(i), images.height(i));
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
            return new Screen.Encoded(x, y, w, h, stamps[i], null, pixels[start]);
        }
        png.encode(pixels, start, w, h);
        return new Screen.Encoded(x, y, w, h, stamps[i], Arrays.copyOf(png.bytes(), png.length()), 0);
    }
}
