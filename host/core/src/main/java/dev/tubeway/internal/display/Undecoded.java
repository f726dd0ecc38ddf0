package dev.tubeway.internal.display;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Images that a picture shows and whose pixels nobody has needed yet. A film of which every image goes to the clients
/// as
/// it came, and is followed by the next one, is never decoded.
///
/// What was drawn beside them is older than all of them; of two that meet, the later one counts.
///
/// Threading: under the display's lock.
final class Undecoded {
    private static final int MOST = 256;
    private static final long MOST_BYTES = 4 << 20;

    /// Oldest first.
    private final List<Waiting> images = new ArrayList<>();

    private long bytes;

    /// @param told clients know of it
    private record Waiting(Screen.Encoded image, boolean told) {}

    /// Takes an image to decode it.
    interface Taker {
        /// @param told clients know of it
        void take(Screen.Encoded image, boolean told);
    }

    boolean isEmpty() {
        return images.isEmpty();
    }

    int count() {
        return images.size();
    }

    /// Adds an image over all others; false if there are too many.
    boolean add(Screen.Encoded image) {
        drawnOver(image.x(), image.y(), image.width(), image.height());
        if (images.size() == MOST || bytes + image.size() > MOST_BYTES) {
            return false;
        }
        images.add(new Waiting(image, false));
        bytes += image.size();
        return true;
    }

    /// A rectangle is drawn over; nobody will need what came in the same frame under it. What clients know of is shown
    /// until the frame ends.
    void drawnOver(int x, int y, int w, int h) {
        remove(waiting -> !waiting.told && waiting.image.isWithin(x, y, w, h));
    }

    /// Moves those to `to` that the pixels of a rectangle depend on, oldest first.
    void take(int x, int y, int w, int h, Taker to) {
        if (images.isEmpty()) {
            return;
        }
        var needed = new ArrayList<Waiting>();
        for (Waiting waiting : images.reversed()) {
            Screen.Encoded image = waiting.image;
            if (image.meets(x, y, w, h) || needed.stream().anyMatch(later -> later.image.meets(image))) {
                needed.addFirst(waiting);
            }
        }
        remove(needed::contains);
        needed.forEach(waiting -> to.take(waiting.image, waiting.told));
    }

    /// Tells those that are new to the clients, and forgets those of which later ones leave nothing to be seen.
    void endFrame(Consumer<Screen.Encoded> teller) {
        for (int i = images.size() - 1; i >= 0; i--) {
            Waiting waiting = images.get(i);
            if (isCovered(i)) {
                images.remove(i);
                bytes -= waiting.image.size();
            } else if (!waiting.told) {
                images.set(i, new Waiting(waiting.image, true));
                teller.accept(waiting.image);
            }
        }
    }

    private boolean isCovered(int index) {
        Screen.Encoded image = images.get(index).image;
        List<int[]> seen = List.of(new int[] {image.x(), image.y(), image.right(), image.bottom()});
        for (Waiting later : images.subList(index + 1, images.size())) {
            if (later.image.meets(image)) {
                seen = without(seen, later.image);
            }
            if (seen.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// What is left of rectangles (left, top, right, bottom) beside an image.
    private static List<int[]> without(List<int[]> rectangles, Screen.Encoded image) {
        var left = new ArrayList<int[]>();
        for (int[] one : rectangles) {
            int top = Math.clamp(image.y(), one[1], one[3]);
            int bottom = Math.clamp(image.bottom(), one[1], one[3]);
            addPart(left, one[0], one[1], one[2], top);
            addPart(left, one[0], bottom, one[2], one[3]);
            addPart(left, one[0], top, Math.min(image.x(), one[2]), bottom);
            addPart(left, Math.max(image.right(), one[0]), top, one[2], bottom);
        }
        return left;
    }

    private static void addPart(List<int[]> to, int left, int top, int right, int bottom) {
        if (left < right && top < bottom) {
            to.add(new int[] {left, top, right, bottom});
        }
    }

    void clear() {
        images.clear();
        bytes = 0;
    }

    private void remove(Predicate<Waiting> which) {
        images.removeIf(waiting -> {
            boolean removed = which.test(waiting);
            bytes -= removed ? waiting.image.size() : 0;
            return removed;
        });
    }
}
