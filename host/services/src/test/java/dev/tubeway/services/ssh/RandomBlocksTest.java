package dev.tubeway.services.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class RandomBlocksTest {
    private final RandomBlocks random = new RandomBlocks();

    @Test
    void givesNoBytesTwice() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 2_000; i++) {
            byte[] some = new byte[12];
            random.fill(some);
            assertTrue(seen.add(Arrays.toString(some)), "given again: number=" + i);
        }
    }

    @Test
    void fillsWhatIsAskedForAcrossBlocksAndNoMore() {
        byte[] all = new byte[10_000];
        random.fill(all, 1, all.length - 2);
        assertEquals(0, all[0]);
        assertEquals(0, all[all.length - 1]);
        for (int from = 1; from + 16 < all.length; from += 16) {
            assertTrue(Arrays.mismatch(all, from, from + 16, new byte[16], 0, 16) >= 0, "left empty: from=" + from);
        }
        for (int i = 0; i < 100; i++) {
            int below = random.random(7);
            assertTrue(below >= 0 && below < 7);
        }
    }
}
