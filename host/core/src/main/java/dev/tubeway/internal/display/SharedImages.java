package dev.tubeway.internal.display;

import dev.tubeway.spi.ImageFormat;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Images that several views need, each encoded by the view that came first.
///
/// A view that finds nothing promises the image, and encodes it without the lock; a view that comes while it does
/// waits for it. Whoever waits came later than the view that it waits for, so no two wait for each other.
///
/// Threading: under the display's lock, but for [Shared].
final class SharedImages {
    private static final int MAX_IMAGES = 64;
    private static final int MAX_BYTES = 4 << 20;

    /// An image that is a little better or worse than wished is taken where it is there.
    private static final int QUALITY_SLACK = 15;

    private final ArrayDeque<Shared> images = new ArrayDeque<>();
    private long made;

    /// What an image shows, and how.
    ///
    /// @param stamp   when the part was changed last
    /// @param format  wished; the part may be of one colour, or the format not to be had
    /// @param quality of a lossy image; [Screen#EXACT] where nothing may be lost
    record Wish(int x, int y, int width, int height, long stamp, ImageFormat format, int quality) {

        private boolean isMetBy(Wish other) {
            return x == other.x
                    && y == other.y
                    && width == other.width
                    && height == other.height
                    && stamp == other.stamp
                    && format == other.format
                    && Math.abs(quality - other.quality) <= QUALITY_SLACK;
        }
    }

    /// An image that a view has promised to the others.
    ///
    /// Threading: any thread.
    static final class Shared {
        private final Wish wish;
        private final CompletableFuture<Screen.@Nullable Encoded> image = new CompletableFuture<>();

        private Shared(Wish wish) {
            this.wish = wish;
        }

        /// Waits for the image; null if the view that promised it could not make it.
        Screen.@Nullable Encoded await() {
            return image.join();
        }

        void keep(Screen.Encoded made) {
            image.complete(made);
        }

        /// There will be no image, unless it is there.
        void giveUp() {
            image.complete(null);
        }

        private boolean isGivenUp() {
            return image.isDone() && image.join() == null;
        }

        private int bytes() {
            Screen.Encoded one = image.getNow(null);
            return one == null ? 0 : one.size();
        }
    }

    /// What another view has promised, or null.
    @Nullable
    Shared find(Wish wish) {
        for (Shared one : images) {
            if (wish.isMetBy(one.wish) && !one.isGivenUp()) {
                return one;
            }
        }
        return null;
    }

    Shared promise(Wish wish) {
        var shared = new Shared(wish);
        images.addFirst(shared);
        return shared;
    }

    /// An image was made that was promised; the oldest make room for it.
    void made() {
        made++;
        int count = 0;
        int bytes = 0;
        for (Iterator<Shared> all = images.iterator(); all.hasNext(); ) {
            bytes += all.next().bytes();
            if (++count > MAX_IMAGES || bytes > MAX_BYTES) {
                all.remove();
            }
        }
    }

    /// Images that were made for more than one view, ever.
    long madeCount() {
        return made;
    }

    void clear() {
        images.clear();
    }
}
