package dev.tubeway.internal.display;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tubeway.internal.display.SharedImages.Shared;
import dev.tubeway.internal.display.SharedImages.Wish;
import dev.tubeway.spi.ImageFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedImagesTest {
    private static final Wish JPEG = new Wish(8, 9, 640, 360, 5, ImageFormat.JPEG, 70);

    private final SharedImages images = new SharedImages();

    @Test
    void lendsWhatAnotherViewIsAboutToMake() {
        Shared promised = images.promise(JPEG);
        assertSame(promised, images.find(JPEG));
        Shared found = requireNonNull(images.find(JPEG));
        var waiting = CompletableFuture.supplyAsync(found::await);
        Screen.Encoded image = image(new byte[3]);
        promised.keep(image);
        assertSame(image, waiting.join());
        promised.giveUp();
        assertSame(image, requireNonNull(images.find(JPEG)).await());
    }

    @Test
    void lendsNothingThatIsAnotherImage() {
        images.promise(JPEG);
        assertNull(images.find(new Wish(8, 9, 640, 361, 5, ImageFormat.JPEG, 70)));
        assertNull(images.find(new Wish(8, 9, 640, 360, 6, ImageFormat.JPEG, 70)), "it changed since");
        assertNull(images.find(new Wish(8, 9, 640, 360, 5, ImageFormat.PNG, Screen.EXACT)));
        assertNull(images.find(new Wish(8, 9, 640, 360, 5, ImageFormat.WEBP, 70)));
        assertNull(images.find(new Wish(8, 9, 640, 360, 5, ImageFormat.JPEG, 50)), "its client is slower");
        assertNull(images.find(new Wish(8, 9, 640, 360, 5, ImageFormat.JPEG, 90)));
        assertNotNull(images.find(new Wish(8, 9, 640, 360, 5, ImageFormat.JPEG, 60)));
    }

    @Test
    void lendsNothingThatCouldNotBeMade() {
        Shared promised = images.promise(JPEG);
        Shared found = requireNonNull(images.find(JPEG));
        promised.giveUp();
        assertNull(found.await());
        assertNull(images.find(JPEG));
        Shared next = images.promise(JPEG);
        assertSame(next, images.find(JPEG));
    }

    @Test
    void forgetsTheOldestWhereThereAreManyOrLargeOnes() {
        images.promise(JPEG).keep(image(new byte[1]));
        images.made();
        for (int i = 0; i < 64; i++) {
            images.promise(wish(i)).keep(image(new byte[1]));
            images.made();
        }
        assertNull(images.find(JPEG));
        assertNotNull(images.find(wish(0)));
        images.promise(JPEG).keep(image(new byte[3 << 20]));
        images.made();
        assertNotNull(images.find(wish(63)));
        images.promise(wish(77)).keep(image(new byte[2 << 20]));
        images.made();
        assertNotNull(images.find(wish(77)));
        assertNull(images.find(JPEG));
        assertNull(images.find(wish(63)));
        assertEquals(67, images.madeCount());
    }

    private static Wish wish(int stamp) {
        return new Wish(0, 0, 1, 1, stamp, ImageFormat.PNG, Screen.EXACT);
    }

    private static Screen.Encoded image(byte[] bytes) {
        return new Screen.Encoded(8, 9, 640, 360, 5, ImageFormat.JPEG, bytes, 0);
    }
}
