package dev.tubeway.internal.display.grid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColorSchemeTest {

    @ParameterizedTest
    @CsvSource({
        "'', 999999, 000000",
        "gray-black, 999999, 000000",
        "black-white, 000000, ffffff",
        "white-black, ffffff, 000000",
        "green-black, 3e993e, 000000",
        "'foreground: rgb:ff/00/80; background: rgb:1/2/3', ff0080, 102030",
        "'foreground: rgb:f/ff/f; background: rgb:abc/012/fff', 0fff0f, ab01ff",
        "'foreground: Antique White; background: DarkSlateGray4;', faebd7, 528b8b",
        "'foreground:x11green;background:rebeccapurple', 00ff00, 663399",
        "'foreground: rgb:ffff/00ff/8080', ff0080, 000000",
        "'background: color4; foreground: white', ffffff, 3e3e99",
        "'Foreground:#102030\nBackground:black', 102030, 000000"
    })
    void readsWhatPeopleWrite(String text, String foreground, String background) {
        int[] colors = ColorScheme.parse(text);
        assertEquals(Integer.parseInt(foreground, 16), colors[ColorScheme.FOREGROUND]);
        assertEquals(Integer.parseInt(background, 16), colors[ColorScheme.BACKGROUND]);
        assertEquals(colors[ColorScheme.FOREGROUND], colors[ColorScheme.CURSOR]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", ":", "color256: red", "color: red", "color-1:red", "color1: rgb:zz/0/0", ";;;", "a:b:c"})
    void leavesWhatItCannotReadAtTheDefault(String text) {
        assertArrayEquals(ColorScheme.parse(""), ColorScheme.parse(text));
    }

    @Test
    void hasTheReferencesPalette() {
        int[] colors = ColorScheme.parse("color1: rgb:12/34/56");
        assertEquals(0x123456, colors[1]);
        assertEquals(0x67ffff, colors[14]);
        assertEquals(0x000000, colors[16]);
        assertEquals(0x5f87af, colors[67]);
        assertEquals(0xffffff, colors[231]);
        assertEquals(0x080808, colors[232]);
        assertEquals(0xeeeeee, colors[255]);
    }
}
