package dev.tubeway.internal.display.font;

import java.awt.geom.PathIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A font in one size, and the glyphs that were drawn with it so far. All sessions share it.
///
/// Outlines are stretched a little so that baseline, x-height and capitals meet pixel edges, which
/// makes small text clear; the cell's width is the advance, rounded.
///
/// Threading: any; two threads may draw the same glyph and one of both is kept.
public final class CellFont {
    public static final int BOLD = 1;
    public static final int ITALIC = 2;

    private static final int STYLES = 4;
    private static final int FAST = 0x250;
    private static final int MAX_GLYPHS = 4_000;
    private static final int MAX_FONTS = 16;
    private static final float SLANT = 0.2f;
    private static final ConcurrentHashMap<String, CellFont> FONTS = new ConcurrentHashMap<>();

    private final Fonts.Family faces;
    private final int cellWidth;
    private final int cellHeight;
    private final int baseline;
    private final float pixels;
    private final AtomicReferenceArray<@Nullable Glyph> fast = new AtomicReferenceArray<>(STYLES * FAST);
    private final ConcurrentHashMap<Long, Glyph> others = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Glyph> graphemes = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<Face, Snap> snaps = new ConcurrentHashMap<>();

    private CellFont(String family, float pixels) {
        this.faces = Fonts.family(family);
        this.pixels = pixels;
        try {
            Face face = faces.regular();
            float scale = pixels / face.unitsPerEm();
            this.cellWidth = Math.max(1, Math.round(face.advance(face.glyph('0')) * scale));
            this.baseline = (int) Math.ceil(face.ascent() * scale);
            this.cellHeight = Math.max(1, baseline + (int) Math.ceil(face.descent() * scale));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A font in a size.
    ///
    /// @param points size
    /// @param dpi    pixels an inch
    public static CellFont of(String family, int points, int dpi) {
        float pixels = Math.clamp(points * dpi / 72f, 4f, 128f);
        String key = pixels + " " + family;
        CellFont known = FONTS.get(key);
        if (known == null) {
            if (FONTS.size() >= MAX_FONTS) {
                FONTS.clear();
            }
            known = FONTS.computeIfAbsent(key, _ -> new CellFont(family, pixels));
        }
        return known;
    }

    public int cellWidth() {
        return cellWidth;
    }

    public int cellHeight() {
        return cellHeight;
    }

    /// From the cell's top to the line that letters stand on, pixels.
    public int baseline() {
        return baseline;
    }

    /// The glyph of a character.
    ///
    /// @param style sum of [#BOLD] and [#ITALIC]
    public Glyph glyph(int code, int style, boolean wide) {
        if (code < FAST && !wide) {
            int i = code * STYLES + style;
            Glyph known = fast.get(i);
            if (known == null) {
                known = draw(code, style, cellWidth);
                fast.set(i, known);
            }
            return known;
        }
        Long key = (long) code << 3 | (long) style << 1 | (wide ? 1 : 0);
        Glyph known = others.get(key);
        if (known == null) {
            if (others.size() >= MAX_GLYPHS) {
                others.clear();
            }
            known = draw(code, style, wide ? 2 * cellWidth : cellWidth);
            others.put(key, known);
        }
        return known;
    }

    /// The glyph of several code points that share a cell: a letter and its marks.
    public Glyph glyph(String grapheme, int style, boolean wide) {
        String key = (char) ('0' + style) + (wide ? "w" : "n") + grapheme;
        Glyph known = graphemes.get(key);
        if (known == null) {
            if (graphemes.size() >= MAX_GLYPHS) {
                graphemes.clear();
            }
            known = compose(grapheme, style, wide);
            graphemes.put(key, known);
        }
        return known;
    }

    private Glyph compose(String grapheme, int style, boolean wide) {
        int[] codes =
                Normalizer.normalize(grapheme, Normalizer.Form.NFC).codePoints().toArray();
        Glyph glyph = glyph(codes[0], style, wide);
        for (int i = 1; i < codes.length; i++) {
            int type = Character.getType(codes[i]);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
            if (mark && faces.regular().glyph(codes[i]) != 0) {
                glyph = glyph.with(draw(codes[i], style, glyph.width()));
            }
        }
        return glyph;
    }

    private Glyph draw(int code, int style, int width) {
        Glyph shape = CellShapes.of(code, width, cellHeight);
        if (shape != null) {
            return shape;
        }
        if (Character.isISOControl(code) || Character.isWhitespace(code) || code == 0xa0) {
            return new Glyph(width, cellHeight, new byte[width * cellHeight]);
        }
        try {
            Face styled = faces.face(style);
            int exact = styled == null ? 0 : styled.glyph(code);
            if (styled != null && exact != 0) {
                return draw(styled, exact, width, 0);
            }
            // The regular face, leant and thickened.
            int regular = faces.regular().glyph(code);
            if (regular != 0) {
                return draw(faces.regular(), regular, width, style);
            }
            for (Face face : Fonts.fallbacks()) {
                int glyph = face.glyph(code);
                if (glyph != 0) {
                    return draw(face, glyph, width, style);
                }
            }
        } catch (IOException | RuntimeException e) {
            System.getLogger(CellFont.class.getName())
                    .log(System.Logger.Level.DEBUG, "a glyph cannot be read: code={0} reason={1}", code, e);
        }
        return placeholder(width);
    }

    private Glyph draw(Face face, int glyph, int width, int style) throws IOException {
        PathIterator outline = face.outline(glyph);
        if (outline == null) {
            return new Glyph(width, cellHeight, new byte[width * cellHeight]);
        }
        float scale = pixels / face.unitsPerEm();
        float advance = face.advance(glyph) * scale;
        // What is wider than its cells is made narrower; marks without advance stay where the font puts
        // them.
        float narrow = advance > width + 0.5f ? width / advance : 1;
        float left = advance == 0 ? cellWidth : (width - advance * narrow) / 2;
        float slant = (style & ITALIC) == 0 ? 0 : SLANT;
        Snap snap = snaps.get(face);
        if (snap == null) {
            snap = Snap.of(face, scale);
            snaps.put(face, snap);
        }
        Snap heights = snap;
        var rasterizer = new Rasterizer(width, cellHeight);
        rasterizer.add(outline, new Rasterizer.Mapping() {
            @Override
            public float x(float x, float y) {
                return left + (x + slant * y) * scale * narrow;
            }

            @Override
            public float y(float x, float y) {
                return baseline - heights.pixels(y);
            }
        });
        var drawn = new Glyph(width, cellHeight, rasterizer.coverage());
        return (style & BOLD) == 0 ? drawn : thickened(drawn);
    }

    private static Glyph thickened(Glyph glyph) {
        var shifted = new byte[glyph.coverage().length];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = i % glyph.width() == 0 ? 0 : glyph.coverage()[i - 1];
        }
        return glyph.with(new Glyph(glyph.width(), glyph.height(), shifted));
    }

    /// A box for what no font has.
    private Glyph placeholder(int width) {
        var coverage = new byte[width * cellHeight];
        int top = Math.max(1, baseline - cellHeight * 3 / 5);
        int bottom = Math.max(top + 1, baseline);
        for (int y = top; y < bottom; y++) {
            for (int x = 1; x < width - 1; x++) {
                if (y == top || y == bottom - 1 || x == 1 || x == width - 2) {
                    coverage[y * width + x] = Glyph.LEVELS - 5;
                }
            }
        }
        return new Glyph(width, cellHeight, coverage);
    }
}
