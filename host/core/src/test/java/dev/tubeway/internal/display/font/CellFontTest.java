package dev.tubeway.internal.display.font;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellFontTest {
    private final CellFont font = CellFont.of("", 12, 96);

    @ParameterizedTest
    @CsvSource({"12, 96, 10, 19", "24, 96, 19, 38", "12, 192, 19, 38", "1, 1, 2, 5", "256, 1200, 77, 150"})
    void hasCellsOfItsSize(int points, int dpi, int width, int height) {
        CellFont sized = CellFont.of("", points, dpi);
        assertEquals(width, sized.cellWidth());
        assertEquals(height, sized.cellHeight(), 1);
    }

    @Test
    void takesThePackagedFontForAnUnknownName() {
        assertArrayEquals(
                font.glyph('a', 0, false).coverage(),
                CellFont.of("No Such Font", 12, 96).glyph('a', 0, false).coverage());
    }

    /// The folder stands for the system's: packaged fonts, under names of files that say little.
    @Test
    void findsAFamilyByTheNameInItsFiles(@TempDir Path folder) throws IOException {
        copy("DejaVuSans.ttf", folder.resolve("dejr.ttf"));
        copy("DejaVuSans-Bold.ttf", folder.resolve("dejb.ttf"));
        Files.writeString(folder.resolve("dejx.ttf"), "no font");
        Fonts.Family sans = Fonts.family("dejavu sans", List.of(folder));
        assertEquals(
                "DejaVu Sans",
                Objects.requireNonNull(Face.names(folder.resolve("dejr.ttf").toFile()))
                        .family());
        assertTrue(sans.regular().advance(sans.regular().glyph('i'))
                < sans.regular().advance(sans.regular().glyph('m')));
        assertNotNull(sans.face(CellFont.BOLD));
        assertNull(sans.face(CellFont.ITALIC));
        Fonts.Family mono = Fonts.family("Dejection", List.of(folder));
        assertEquals(
                mono.regular().advance(mono.regular().glyph('i')),
                mono.regular().advance(mono.regular().glyph('m')));
    }

    @Test
    void takesOneFontOfEachKindForWhatItsOwnDoNotHave(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("deep"));
        copy("DejaVuSerif.ttf", folder.resolve("deep/wqy-zenhei.ttf"));
        copy("DejaVuSerif-Bold.ttf", folder.resolve("wqy-zenhei-bold.ttf"));
        copy("DejaVuSerif.ttf", folder.resolve("Something.ttf"));
        Files.writeString(folder.resolve("unifont.otf"), "no font");
        Files.writeString(folder.resolve("Symbola.ttc"), "no fonts");
        assertEquals(1, Fonts.fallbacks(List.of(folder.resolve("missing"))).size());
        assertEquals(2, Fonts.fallbacks(List.of(folder)).size());
    }

    private static void copy(String name, Path to) throws IOException {
        try (InputStream in = CellFontTest.class.getResourceAsStream("/" + Fonts.PACKAGED + name)) {
            Files.copy(Objects.requireNonNull(in, name), to);
        }
    }

    @Test
    void drawsEveryLetterOnceOnly() {
        assertSame(font.glyph('Q', 1, false), font.glyph('Q', 1, false));
        assertSame(font.glyph(0x4e2d, 0, true), font.glyph(0x4e2d, 0, true));
        assertEquals(2 * font.cellWidth(), font.glyph(0x4e2d, 0, true).width());
    }

    @Test
    void drawsWeightSlantAndMarks() {
        assertTrue(ink(font.glyph('l', CellFont.BOLD, false)) > ink(font.glyph('l', 0, false)));
        assertFalse(Arrays.equals(
                font.glyph('l', CellFont.ITALIC, false).coverage(),
                font.glyph('l', 0, false).coverage()));
        assertTrue(ink(font.glyph("q\u0307", 0, false)) > ink(font.glyph('q', 0, false)));
        assertEquals(0, ink(font.glyph(' ', 0, false)));
        assertEquals(0, ink(font.glyph(0xa0, 0, false)));
    }

    @Test
    void showsABoxForWhatNoFontHas() {
        Glyph box = font.glyph(0x10fffd, 0, true);
        assertTrue(ink(box) > 0);
        assertEquals(2 * font.cellWidth(), box.width());
    }

    /// The lines of a box meet exactly those sides that its Unicode name says.
    @Test
    void drawsArmsToTheSidesThatTheNameSays() {
        for (int code = 0x2500; code <= 0x257f; code++) {
            String name = Character.getName(code);
            if (name.contains("DASH") || name.contains("DIAGONAL")) {
                continue;
            }
            Glyph glyph = font.glyph(code, 0, false);
            int w = glyph.width();
            int h = glyph.height();
            assertEquals(name.matches(".*(LEFT|HORIZONTAL).*"), touches(glyph, 0, 0, 1, h), name + " left");
            assertEquals(name.matches(".*(RIGHT|HORIZONTAL).*"), touches(glyph, w - 1, 0, w, h), name + " right");
            assertEquals(name.matches(".*(UP|VERTICAL).*"), touches(glyph, 0, 0, w, 1), name + " up");
            assertEquals(name.matches(".*(DOWN|VERTICAL).*"), touches(glyph, 0, h - 1, w, h), name + " down");
        }
    }

    @Test
    void fillsBlocksToTheEdge() {
        assertEquals(10 * 19 * 15, ink(font.glyph(0x2588, 0, false)));
        int halves = ink(font.glyph(0x2580, 0, false)) + ink(font.glyph(0x2584, 0, false));
        assertEquals(10 * 19 * 15, halves, 10 * 15);
        assertEquals(10 * 19 * 15, ink(font.glyph(0x258c, 0, false)) + ink(font.glyph(0x2590, 0, false)));
        int quadrants = ink(font.glyph(0x2599, 0, false)) + ink(font.glyph(0x259d, 0, false));
        assertEquals(10 * 19 * 15, quadrants);
    }

    private static boolean touches(Glyph glyph, int left, int top, int right, int bottom) {
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                if (glyph.coverage()[y * glyph.width() + x] > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int ink(Glyph glyph) {
        int ink = 0;
        for (byte level : glyph.coverage()) {
            ink += level;
        }
        return ink;
    }
}
