package dev.tubeway.internal.display.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.internal.module.abi.CellAttr;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrollbackTest {

    @Test
    void givesBackEveryLine() {
        var random = new Random(3);
        var scrollback = new Scrollback(40);
        List<int[]> lines = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int[] line = line(random, 30);
            lines.add(line);
            scrollback.push(line, 0, 30);
        }
        assertEquals(40, scrollback.size());
        var out = new int[30 * Cells.FIELDS];
        for (int i = 0; i < 40; i++) {
            scrollback.read(i, out, 0, 30);
            assertArrayEquals(lines.get(60 + i), out, "line=" + i);
        }
    }

    @Test
    void cutsAndFillsForOtherWidths() {
        var scrollback = new Scrollback(5);
        scrollback.push(text("abcdef", false, 6), 0, 6);
        var narrow = new int[3 * Cells.FIELDS];
        scrollback.read(0, narrow, 0, 3);
        assertArrayEquals(text("abc", false, 3), narrow);
        var wide = new int[8 * Cells.FIELDS];
        scrollback.read(0, wide, 0, 8);
        assertArrayEquals(text("abcdef", false, 8), wide);
    }

    @Test
    void breaksLinesAnew() {
        var scrollback = new Scrollback(10);
        scrollback.push(text("abcd", true, 4), 0, 4);
        scrollback.push(text("ef", false, 4), 0, 4);
        scrollback.push(text("", false, 4), 0, 4);
        scrollback.push(text("gh", false, 4), 0, 4);
        scrollback.rewrap(3);
        assertEquals(List.of("abc+", "def", "", "gh"), texts(scrollback, 3));
        scrollback.rewrap(10);
        assertEquals(List.of("abcdef", "", "gh"), texts(scrollback, 10));
    }

    @Test
    void keepsNothingWithoutRoom() {
        var scrollback = new Scrollback(0);
        scrollback.push(text("abcd", true, 4), 0, 4);
        scrollback.rewrap(2);
        assertEquals(0, scrollback.size());
    }

    private static List<String> texts(Scrollback scrollback, int columns) {
        var texts = new ArrayList<String>();
        var out = new int[columns * Cells.FIELDS];
        for (int i = 0; i < scrollback.size(); i++) {
            scrollback.read(i, out, 0, columns);
            var text = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                if (out[column * Cells.FIELDS] != 0) {
                    text.appendCodePoint(out[column * Cells.FIELDS]);
                }
            }
            boolean wrapped = (out[(columns - 1) * Cells.FIELDS + 3] & CellAttr.WRAPPED) != 0;
            texts.add(wrapped ? text + "+" : text.toString());
        }
        return texts;
    }

    private static int[] text(String text, boolean wrapped, int columns) {
        var cells = new int[columns * Cells.FIELDS];
        for (int i = 0; i < text.length(); i++) {
            cells[i * Cells.FIELDS] = text.charAt(i);
        }
        if (wrapped) {
            cells[(columns - 1) * Cells.FIELDS + 3] = CellAttr.WRAPPED;
        }
        return cells;
    }

    private static int[] line(Random random, int columns) {
        var cells = new int[columns * Cells.FIELDS];
        int length = random.nextInt(columns + 1);
        int color = 0;
        for (int column = 0; column < length; column++) {
            int at = column * Cells.FIELDS;
            color = random.nextInt(5) == 0 ? random.nextInt() : color;
            cells[at] = 0x21 + random.nextInt(random.nextBoolean() ? 90 : 0x110100);
            cells[at + 1] = color;
            cells[at + 2] = color * 3;
            cells[at + 3] = random.nextInt(8) | (random.nextInt(6) == 0 ? CellAttr.WIDE : 0);
        }
        if (length == columns && random.nextBoolean()) {
            cells[(columns - 1) * Cells.FIELDS + 3] |= CellAttr.WRAPPED;
        }
        return cells;
    }
}
