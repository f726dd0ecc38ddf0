package dev.tubeway.bench.micro;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/// What is on a screen of 1920 × 1080 pixels, always the same.
public enum Content {
    /// Words of smoothed glyphs of 9 × 18 pixels, in three colours, on one ground.
    TEXT {
        @Override
        void draw(int[] pixels) {
            var random = new Random(5);
            int[][] glyphs = new int[64][GLYPH_WIDTH * GLYPH_HEIGHT];
            for (int[] glyph : glyphs) {
                for (int stroke = 0; stroke < 3; stroke++) {
                    boolean across = random.nextBoolean();
                    int at = random.nextInt(1, 7);
                    for (int i = 3; i < 14; i++) {
                        int x = across ? Math.min(i / 2, 7) : at;
                        int y = across ? 2 * at : i;
                        glyph[y * GLYPH_WIDTH + x] = 255;
                        glyph[y * GLYPH_WIDTH + x + 1] = Math.max(glyph[y * GLYPH_WIDTH + x + 1], 40 * (i % 5));
                    }
                }
            }
            int[] colors = {0xc8c8c8, 0x50b0ff, 0x70d070};
            int color = 0;
            for (int row = 0; row < HEIGHT / GLYPH_HEIGHT; row++) {
                int columns = random.nextInt(WIDTH / GLYPH_WIDTH);
                for (int column = 0; column < columns; column++) {
                    if (random.nextInt(6) == 0) {
                        color = colors[random.nextInt(colors.length)];
                        continue;
                    }
                    int[] glyph = glyphs[random.nextInt(glyphs.length)];
                    for (int i = 0; i < glyph.length; i++) {
                        int x = column * GLYPH_WIDTH + i % GLYPH_WIDTH;
                        int y = row * GLYPH_HEIGHT + i / GLYPH_WIDTH;
                        pixels[y * WIDTH + x] = shade(color, glyph[i]);
                    }
                }
            }
        }
    },

    /// Slopes of light with soft and hard edges and a little grain.
    PHOTO {
        @Override
        void draw(int[] pixels) {
            var random = new Random(6);
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    double wave = Math.sin(x / 93.0) * Math.cos(y / 71.0) + Math.sin((x + 2.0 * y) / 311.0);
                    int hard = ((x / 240 + y / 180) & 1) * 25;
                    int grain = random.nextInt(3);
                    int red = part(120 + 55 * wave + hard + grain);
                    int green = part(110 + 45 * Math.sin(wave * 2 + x / 700.0) + hard + grain);
                    int blue = part(90 + 60 * Math.cos(wave + y / 500.0) + grain);
                    pixels[y * WIDTH + x] = red << 16 | green << 8 | blue;
                }
            }
        }
    };

    static final int WIDTH = 1920;
    static final int HEIGHT = 1080;
    private static final int GLYPH_WIDTH = 9;
    private static final int GLYPH_HEIGHT = 18;

    /// Draws `0xRRGGBB` on black.
    abstract void draw(int[] pixels);

    /// Blue, green, red, ignored; in native memory, as a display has them.
    MemorySegment pixels(Arena arena) {
        var pixels = new int[WIDTH * HEIGHT];
        draw(pixels);
        MemorySegment memory = arena.allocate(4L * pixels.length, 64);
        MemorySegment.copy(pixels, 0, memory, ValueLayout.JAVA_INT, 0, pixels.length);
        return memory;
    }

    private static int shade(int color, int light) {
        int red = (color >> 16) * light / 255;
        int green = (color >> 8 & 0xff) * light / 255;
        return red << 16 | green << 8 | (color & 0xff) * light / 255;
    }

    private static int part(double value) {
        return Math.clamp((int) value, 0, 255);
    }
}
