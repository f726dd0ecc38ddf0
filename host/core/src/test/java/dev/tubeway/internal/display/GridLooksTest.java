package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.module.abi.CellAttr;
import dev.tubeway.internal.module.abi.CursorShape;
import dev.tubeway.internal.module.abi.CursorVisibility;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What attributes and cursors look like, pixel by pixel, in cells of 10 × 19.
class GridLooksTest {
    private static final int INK = 0xff999999;
    private static final int PAPER = 0xff000000;

    private final Typewriter typewriter = new Typewriter();
    private final Display display = typewriter.display;

    @AfterEach
    void close() {
        typewriter.close();
    }

    @Test
    void underlinesInFiveStyles() throws IOException {
        int[] styles = {
            CellAttr.UNDERLINE_SINGLE,
            CellAttr.UNDERLINE_DOUBLE,
            CellAttr.UNDERLINE_CURLY,
            CellAttr.UNDERLINE_DOTTED,
            CellAttr.UNDERLINE_DASHED
        };
        for (int row = 0; row < styles.length; row++) {
            typewriter.write(row, 0, "  ", 0, 0, styles[row]);
        }
        BufferedImage picture = typewriter.picture();

        assertEquals(List.of("####################"), lines(picture, 0));
        assertEquals(List.of("####################", "####################"), lines(picture, 1));
        assertEquals(List.of("# # # # # # # # # # "), lines(picture, 3));
        assertEquals(List.of("#####     #####     "), lines(picture, 4));
        List<String> wave = lines(picture, 2);
        assertTrue(wave.size() > 1, "it goes up and down: " + wave);
        for (int x = 0; x < 20; x++) {
            int column = x;
            assertEquals(
                    1, wave.stream().filter(line -> line.charAt(column) == '#').count(), "column=" + x);
            assertEquals(wave.getFirst().charAt(x % 10), wave.getFirst().charAt(x), "cells are alike");
        }
    }

    @Test
    void strikesAndDrawsLinesAbove() throws IOException {
        typewriter.write(0, 0, "  ", 0, 0, CellAttr.STRIKE);
        typewriter.write(1, 0, "  ", 0, 0, CellAttr.OVERLINE);
        typewriter.write(2, 0, "  ", 0, 0, CellAttr.STRIKE | CellAttr.OVERLINE | CellAttr.UNDERLINE_SINGLE);
        BufferedImage picture = typewriter.picture();
        assertEquals(1, lines(picture, 0).size());
        assertEquals(INK, picture.getRGB(7, 7 + 19));
        assertEquals(3, lines(picture, 2).size());
    }

    @Test
    void hidesFadesAndExchanges() throws IOException {
        typewriter.write(0, 0, "█", 0, 0, CellAttr.HIDDEN);
        typewriter.write(0, 1, "█", 0, 0, CellAttr.FAINT);
        typewriter.write(0, 2, "█", 0x02ff0000, 0x0200ff00, CellAttr.REVERSE);
        typewriter.write(0, 3, " ", 0x02ff0000, 0x0200ff00, CellAttr.REVERSE);
        typewriter.write(0, 4, "█", 0x01000001, 0, CellAttr.BOLD);
        BufferedImage picture = typewriter.picture();
        assertEquals(PAPER, middle(picture, 0));
        assertEquals(0xff4c4c4c, middle(picture, 1));
        assertEquals(0xff00ff00, middle(picture, 2));
        assertEquals(0xffff0000, middle(picture, 3));
        assertEquals(0xffff6767, middle(picture, 4));
    }

    @Test
    void drawsTheCursorInThreeShapes() throws IOException {
        typewriter.write(0, 0, "█ ", 0, 0, 0);
        cursor(0, CursorShape.BLOCK);
        assertEquals(PAPER, middle(typewriter.picture(), 0));
        cursor(1, CursorShape.BLOCK);
        assertEquals(190, ink(typewriter.picture(), 1));
        cursor(1, CursorShape.UNDERLINE);
        BufferedImage picture = typewriter.picture();
        assertEquals(20, ink(picture, 1));
        assertEquals(INK, picture.getRGB(7 + 10, 7 + 18));
        assertEquals(INK, picture.getRGB(7 + 19, 7 + 17));
        cursor(1, CursorShape.BAR);
        picture = typewriter.picture();
        assertEquals(38, ink(picture, 1));
        assertEquals(INK, picture.getRGB(7 + 10, 7));
        assertEquals(INK, picture.getRGB(7 + 11, 7 + 18));
        assertEquals(Display.OK, display.gridCursor(0, 1, CursorShape.BAR, CursorVisibility.HIDDEN));
        assertEquals(0, ink(typewriter.picture(), 1));
    }

    @Test
    void coversBothHalvesOfAWideCharacterWithTheCursor() throws IOException {
        typewriter.cell(0, 0, 0x3000, 0, 0, CellAttr.WIDE);
        typewriter.cell(0, 1, 0, 0, 0, 0);
        cursor(1, CursorShape.BLOCK);
        BufferedImage picture = typewriter.picture();
        assertEquals(190, ink(picture, 0));
        assertEquals(190, ink(picture, 1));
    }

    @Test
    void showsTheCursorInItsOwnColour() throws IOException {
        assertEquals(Display.OK, display.gridPalette(258, 0x123456));
        cursor(3, CursorShape.BLOCK);
        assertEquals(0xff123456, middle(typewriter.picture(), 3));
        cursor(4, CursorShape.BAR);
        assertEquals(0xff123456, typewriter.picture().getRGB(7 + 40, 7 + 9));
    }

    @Test
    void showsNoCursorOnOldLines() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        }
        cursor(0, CursorShape.BLOCK);
        assertNotEquals(0, ink(typewriter.picture(), 0));
        assertTrue(display.mouse(100, 100, 8));
        assertTrue(display.mouse(100, 100, 0));
        assertEquals(0, ink(typewriter.picture(), 0));
        BufferedImage picture = typewriter.picture();
        assertEquals(INK, picture.getRGB(7 + 5, 7 + 3 * 19 + 9));
    }

    private void cursor(int column, int shape) {
        assertEquals(Display.OK, display.gridCursor(0, column, shape, CursorVisibility.STEADY));
    }

    private static int middle(BufferedImage picture, int column) {
        return picture.getRGB(7 + 10 * column + 5, 7 + 9);
    }

    private static int ink(BufferedImage picture, int column) {
        int ink = 0;
        for (int pixel : picture.getRGB(7 + 10 * column, 7, 10, 19, null, 0, 10)) {
            ink += pixel == INK ? 1 : 0;
        }
        return ink;
    }

    /// Rows of pixels of the first two cells that have something drawn, from above.
    private static List<String> lines(BufferedImage picture, int row) {
        var lines = new ArrayList<String>();
        for (int y = 0; y < 19; y++) {
            var line = new StringBuilder();
            for (int x = 0; x < 20; x++) {
                line.append(picture.getRGB(7 + x, 7 + 19 * row + y) == PAPER ? ' ' : '#');
            }
            if (!line.toString().isBlank()) {
                lines.add(line.toString());
            }
        }
        return lines;
    }
}
