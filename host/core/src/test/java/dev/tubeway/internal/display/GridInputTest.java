package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.display.grid.GridOptions;
import dev.tubeway.internal.module.abi.CellAttr;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the host itself does with keys and mouse while a grid is open.
class GridInputTest {
    private static final int SHIFT = 0xffe1;
    private static final int CONTROL = 0xffe3;
    private static final int META = 0xffe7;
    private static final int PAGE_UP = 0xff55;
    private static final int PAGE_DOWN = 0xff56;

    private final Typewriter typewriter = new Typewriter();
    private final Display display = typewriter.display;
    private final byte[] memory = typewriter.memory;

    @AfterEach
    void close() {
        typewriter.close();
    }

    @Test
    void copiesWhatTheMouseSelects() {
        typewriter.write(0, 0, "The quick brown fox", 0, 0, 0);
        typewriter.write(1, 0, "jumps", 0, 0, 0);
        assertEquals("quick", typewriter.select(0, 4, 0, 8));
        assertEquals("quick brown fox\njum", typewriter.select(0, 4, 1, 2));
        assertEquals("quick brown fox\njum", typewriter.select(1, 2, 0, 4));
        assertEquals(List.of("quick", "quick brown fox\njum", "quick brown fox\njum"), typewriter.copied);
    }

    @Test
    void selectsAWordByTwoClicksAndALineByThree() {
        typewriter.write(0, 0, "cat /etc/hosts | wc", 0, 0, 0);
        typewriter.click(0, 6);
        assertEquals("", display.selection());
        typewriter.click(0, 6);
        assertEquals("/etc/hosts", display.selection());
        typewriter.click(0, 6);
        assertEquals("cat /etc/hosts | wc", display.selection());
        typewriter.click(0, 6);
        assertEquals("", display.selection());
    }

    @Test
    void joinsWrappedLinesAndKeepsWideCharactersWhole() {
        String text = "x".repeat(98);
        typewriter.write(0, 0, text, 0, 0, 0);
        typewriter.cell(0, 98, 'y', 0, 0, CellAttr.WRAPPED);
        typewriter.cell(1, 0, 0x6f22, 0, 0, CellAttr.WIDE);
        typewriter.cell(1, 1, 0, 0, 0, 0);
        typewriter.write(1, 2, "z", 0, 0, 0);
        assertEquals("xy漢z", typewriter.select(0, 97, 1, 2));
    }

    @Test
    void forgetsTheSelectionWhenItsTextChanges() {
        typewriter.write(0, 0, "one two", 0, 0, 0);
        assertEquals("one", typewriter.select(0, 0, 0, 2));
        typewriter.write(1, 0, "other", 0, 0, 0);
        assertEquals("one", display.selection());
        assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        assertEquals("one", display.selection());
        assertEquals(Display.OK, display.gridMode(2));
        assertEquals("", display.selection());
    }

    @Test
    void leavesTheMouseToAModuleThatWantsIt() {
        typewriter.write(0, 0, "text", 0, 0, 0);
        assertEquals(Display.OK, display.gridMode(1));
        assertFalse(display.mouse(10, 10, 1));
        assertFalse(display.mouse(10, 10, 0));
        assertFalse(display.key(SHIFT, true));
        assertEquals("text", typewriter.select(0, 0, 0, 3));
    }

    @Test
    void aKeyForTheModuleWakesNobody() {
        typewriter.write(0, 0, "text", 0, 0, 0);
        for (int line = 0; line < 100; line++) {
            assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        }
        var calls = new ArrayList<String>();
        View view = display.view(ViewOptions.defaults());
        view.onChange(() -> calls.add("woken"));
        calls.clear();

        assertFalse(display.key('a', true));
        assertFalse(display.key('a', false));
        assertEquals(List.of(), calls);

        assertFalse(display.key(SHIFT, true));
        assertTrue(display.key(PAGE_UP, true));
        assertEquals(List.of("woken"), calls);
        assertTrue(display.key(PAGE_UP, false));
        assertFalse(display.key(SHIFT, false));
        calls.clear();
        assertFalse(display.key('a', true), "it goes to the module, and the newest lines are seen again");
        assertEquals(List.of("woken"), calls);
        view.close();
    }

    @Test
    void doesNotCopyWhereThatIsForbidden() {
        var options = DisplayOptions.defaults().withGrid(GridOptions.defaults().withCopy(false));
        var heard = new ArrayList<String>();
        try (var other = new Display(options, heard::add)) {
            assertEquals(Display.OK, other.gridOpen(memory, 0, 0, 0, 16));
            assertTrue(other.mouse(10, 10, 1));
            assertTrue(other.mouse(100, 10, 1));
            assertTrue(other.mouse(100, 10, 0));
        }
        assertEquals(List.of(), heard);
    }

    @Test
    void scrollsBackByKeysWheelAndBar() throws IOException {
        int[] empty = typewriter.pixels();
        for (int i = 0; i < 60; i++) {
            typewriter.write(38, 0, "line " + i, 0, 0, 0);
            assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        }
        typewriter.write(38, 0, "newest", 0, 0, 0);
        int[] bottom = typewriter.pixels();
        assertEquals("newest", typewriter.select(38, 0, 38, 5));

        assertFalse(display.key(SHIFT, true));
        assertTrue(display.key(PAGE_UP, true));
        assertTrue(display.key(PAGE_UP, false));
        assertFalse(display.key(SHIFT, false));
        assertEquals("line 22", typewriter.select(38, 0, 38, 10).strip());
        assertTrue(display.mouse(100, 100, 8));
        assertTrue(display.mouse(100, 100, 0));
        assertEquals("line 19", typewriter.select(38, 0, 38, 10).strip());
        // Fifty lines are kept: the bar's top is the oldest of them.
        assertTrue(display.mouse(1015, 400, 1));
        assertTrue(display.mouse(1015, 0, 1));
        assertTrue(display.mouse(1015, 0, 0));
        assertEquals("line 10", typewriter.select(38, 0, 38, 10).strip());
        assertFalse(display.key('a', true));
        typewriter.click(5, 5);
        assertArrayEquals(bottom, typewriter.pixels());
        assertEquals(Display.OK, display.gridClear());
        assertEquals(Display.OK, display.gridScrollbackClear());
        assertArrayEquals(empty, typewriter.pixels());
        assertFalse(display.key(PAGE_DOWN, true));
    }

    @Test
    void asksForAPaste() {
        var asked = new ArrayList<String>();
        var sink = new ClipboardSink() {
            @Override
            public void copied(String text) {}

            @Override
            public void pasteRequested() {
                asked.add("paste");
            }
        };
        try (var other = new Display(DisplayOptions.defaults(), sink)) {
            assertEquals(Display.OK, other.gridOpen(memory, 0, 0, 0, 16));
            assertTrue(other.mouse(10, 10, 2));
            assertTrue(other.mouse(10, 10, 0));
            assertFalse(other.key(CONTROL, true));
            assertFalse(other.key('v', true));
            assertFalse(other.key(SHIFT, true));
            assertTrue(other.key('V', true));
            assertFalse(other.key(CONTROL, false));
            assertFalse(other.key(SHIFT, false));
            assertTrue(other.mouse(10, 10, 4));
            assertTrue(other.mouse(10, 10, 0));
            assertFalse(other.key(META, true));
            assertTrue(other.key('v', true));
        }
        assertEquals(List.of("paste", "paste", "paste", "paste"), asked);
    }

    @Test
    void breaksOldLinesAnewForANewWidth() {
        String text = "a".repeat(99);
        typewriter.write(0, 0, text.substring(1), 0, 0, CellAttr.BOLD);
        typewriter.cell(0, 98, 'b', 0, 0, CellAttr.WRAPPED | CellAttr.BOLD);
        typewriter.write(1, 0, "rest", 0, 0, CellAttr.BOLD);
        assertEquals(Display.OK, display.gridScroll(0, 39, 2));
        display.size(640, 480, 96);
        assertFalse(display.key(SHIFT, true));
        assertTrue(display.key(PAGE_UP, true));
        assertFalse(display.key(SHIFT, false));
        assertEquals("a".repeat(98) + "brest", typewriter.select(0, 0, 1, 60));
    }

    @Test
    void selectsWordsAndLinesAcrossWrappedRows() {
        typewriter.write(0, 0, "x".repeat(91) + " http:/", 0, 0, 0);
        typewriter.cell(0, 98, '/', 0, 0, CellAttr.WRAPPED);
        typewriter.write(1, 0, "b.example and more", 0, 0, 0);
        typewriter.click(0, 97);
        typewriter.click(0, 97);
        assertEquals("http://b.example", display.selection());
        typewriter.click(20, 50);
        typewriter.click(1, 3);
        typewriter.click(1, 3);
        assertEquals("http://b.example", display.selection());
        typewriter.click(1, 3);
        assertEquals("x".repeat(91) + " http://b.example and more", display.selection());
    }

    @Test
    void dragsByWordsAfterTwoClicks() {
        typewriter.write(0, 0, "one two three four", 0, 0, 0);
        typewriter.click(0, 5);
        assertTrue(display.mouse(12 + 50, 15, 1));
        assertTrue(display.mouse(12 + 90, 15, 1));
        assertTrue(display.mouse(12 + 90, 15, 0));
        assertEquals("two three", display.selection());
        assertEquals(List.of("two three"), typewriter.copied);
    }

    @Test
    void extendsTheSelectionWithShift() {
        typewriter.write(0, 0, "one two three four", 0, 0, 0);
        assertEquals("two", typewriter.select(0, 4, 0, 6));
        assertFalse(display.key(SHIFT, true));
        typewriter.click(0, 12);
        assertEquals("two three", display.selection());
        typewriter.click(0, 0);
        assertEquals("one two three", display.selection());
        typewriter.click(0, 6);
        assertEquals("one two", display.selection());
        assertEquals("one two", typewriter.copied.getLast());
    }

    @Test
    void selectsBothHalvesOfAWideCharacter() throws IOException {
        typewriter.cell(0, 0, 0x6f22, 0, 0, CellAttr.WIDE);
        typewriter.cell(0, 1, 0, 0, 0, 0);
        typewriter.cell(0, 2, 0x5b57, 0, 0, CellAttr.WIDE);
        typewriter.cell(0, 3, 0, 0, 0, 0);
        assertEquals("漢字", typewriter.select(0, 1, 0, 2));
        assertEquals(0xff999999, typewriter.picture().getRGB(8, 8));
        assertEquals(0xff999999, typewriter.picture().getRGB(7 + 39, 8));
        assertEquals("字", typewriter.select(0, 3, 0, 20));
    }

    /// A wide character that does not fit leaves the last cell of a row empty.
    @Test
    void leavesOutTheGapBeforeAWrappedWideCharacter() {
        typewriter.write(0, 0, "x".repeat(98), 0, 0, 0);
        typewriter.cell(0, 98, 0, 0, 0, CellAttr.WRAPPED);
        typewriter.cell(1, 0, 0x6f22, 0, 0, CellAttr.WIDE);
        typewriter.cell(1, 1, 0, 0, 0, 0);
        assertEquals("xx漢", typewriter.select(0, 96, 1, 0));
        typewriter.cell(0, 97, 0x5b57, 0, 0, CellAttr.WIDE);
        assertEquals("x字漢", typewriter.select(0, 96, 1, 0));
        typewriter.write(0, 97, "x", 0, 0, 0);
        typewriter.cell(1, 0, 'a', 0, 0, 0);
        assertEquals("xx a", typewriter.select(0, 96, 1, 0));
    }

    @Test
    void showsWhatIsSelectedInExchangedColours() throws IOException {
        typewriter.write(0, 0, "a b", 0, 0, 0);
        assertEquals(" b", typewriter.select(0, 1, 0, 2));
        assertEquals(0xff999999, typewriter.picture().getRGB(7 + 15, 7 + 9));
        assertEquals(0xff999999, typewriter.picture().getRGB(7 + 29, 7 + 1));
        assertEquals(0xff000000, typewriter.picture().getRGB(7 + 31, 7 + 1));
        typewriter.click(10, 10);
        assertEquals(0xff000000, typewriter.picture().getRGB(7 + 15, 7 + 9));
    }

    @Test
    void scrollsWhileTheMouseDragsBeyondTheEdge() {
        for (int i = 0; i < 5; i++) {
            typewriter.write(38, 0, "line " + i, 0, 0, 0);
            assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        }
        for (int i = 0; i < 38; i++) {
            typewriter.write(i, 0, "row " + i, 0, 0, 0);
        }
        assertTrue(display.mouse(100, 15, 1));
        for (int i = 0; i < 3; i++) {
            assertTrue(display.mouse(100, 2, 1));
        }
        assertTrue(display.mouse(7, 2, 0));
        assertEquals(4, display.selection().lines().count());
    }
}
