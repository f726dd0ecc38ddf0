package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KnownImagesTest {
    private final KnownImages known = new KnownImages();

    @Test
    void isFoundByItsPixelsWhereverTheyLie() {
        int[] pixels = {9, 9, 1, 2, 3, 4, 9};
        byte[] png = {1};
        assertNull(known.find(pixels, 2, 2, 4));
        known.keep(pixels, 2, 2, 4, png);
        assertSame(png, known.find(new int[] {1, 2, 3, 4}, 0, 2, 4));
    }

    @Test
    void isAnotherWhereAPixelOrTheShapeDiffers() {
        int[] pixels = {1, 2, 3, 4};
        known.keep(pixels, 0, 2, 4, new byte[1]);
        assertNull(known.find(pixels, 0, 4, 4));
        assertNull(known.find(pixels, 0, 1, 3));
        pixels[3] = 5;
        assertNull(known.find(pixels, 0, 2, 4));
        assertNull(known.find(new int[] {1, 2, 3, 5}, 0, 2, 4));
    }

    /// More than there is room for, each in the place of another.
    @Test
    void forgetsRatherThanGrows() {
        int[] one = new int[8];
        int missed = 0;
        for (int i = 0; i < 5_000; i++) {
            Arrays.fill(one, i);
            known.keep(one, 0, 4, 8, new byte[] {(byte) i});
        }
        for (int i = 0; i < 5_000; i++) {
            Arrays.fill(one, i);
            byte[] png = known.find(one, 0, 4, 8);
            if (png == null) {
                missed++;
            } else {
                assertEquals((byte) i, png[0]);
            }
        }
        assertTrue(missed > 4_000, "missed=" + missed);
    }
}
