package dev.tubeway.internal.module.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Fuzz;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryImageTest {
    private static final int PAGE = 65_536;

    private static byte[] random(Random random, int bytes) {
        byte[] all = new byte[bytes];
        random.nextBytes(all);
        return all;
    }

    @Test
    void aMemoryIsPutTogetherAsItWas() {
        Fuzz.rounds(100, random -> {
            byte[] start = Arrays.copyOf(random(random, PAGE), PAGE * (1 + random.nextInt(2)));
            MemoryImage image = new MemoryImage();
            image.begins(start);
            byte[] memory = Arrays.copyOf(start, start.length + PAGE * random.nextInt(3));
            for (int i = random.nextInt(50); i > 0; i--) {
                int at = random.nextInt(memory.length);
                int count = Math.min(memory.length - at, random.nextInt(3000));
                if (random.nextBoolean()) {
                    Arrays.fill(memory, at, at + count, (byte) random.nextInt());
                } else {
                    System.arraycopy(random(random, count), 0, memory, at, count);
                }
            }
            assertArrayEquals(memory, image.resume(image.rest(memory)));
        });
    }

    @Test
    void constantsAndUnusedRoomTakeNothing() {
        MemoryImage image = new MemoryImage();
        byte[] start = random(new Random(1), PAGE);
        image.begins(start);
        byte[] memory = Arrays.copyOf(start, 4 * PAGE);
        assertTrue(image.rest(memory).packed().length < 10);
        memory[3 * PAGE] = 7;
        MemoryImage.Rest rest = image.rest(memory);
        assertTrue(rest.packed().length < 100, "bytes=" + rest.packed().length);
        assertArrayEquals(memory, image.resume(rest));
    }

    @Test
    void whatTheFirstInstanceDoesWithItsMemoryDoesNotChangeTheImage() {
        MemoryImage image = new MemoryImage();
        byte[] first = new byte[PAGE];
        image.begins(first);
        first[0] = 1;
        byte[] second = new byte[PAGE];
        second[1] = 2;
        image.begins(second);
        assertArrayEquals(first, image.resume(image.rest(first)));
        assertArrayEquals(second, image.resume(image.rest(second)));
    }
}
