package dev.tubeway.internal.display.font;

import java.awt.geom.GeneralPath;
import java.awt.geom.PathIterator;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.fontbox.cff.CFFCIDFont;
import org.apache.fontbox.cff.CFFFont;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.FontHeaders;
import org.apache.fontbox.ttf.OTFParser;
import org.apache.fontbox.ttf.OpenTypeFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeCollection;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.jspecify.annotations.Nullable;

/// A font file's outlines; the only class that knows the library that reads them.
///
/// Threading: any; a lock guards the file.
final class Face {
    private static final System.Logger LOG = System.getLogger(Face.class.getName());

    private final TrueTypeFont font;
    private final CmapLookup characters;
    private final int unitsPerEm;

    private Face(TrueTypeFont font) throws IOException {
        this.font = font;
        this.characters = font.getUnicodeCmapLookup();
        this.unitsPerEm = font.getUnitsPerEm();
    }

    /// Reads a font that is packaged.
    static Face packaged(String resource) {
        try (InputStream in = Face.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("a packaged font is missing: resource=" + resource);
            }
            return new Face(new TTFParser().parse(new RandomAccessReadBuffer(in.readAllBytes())));
        } catch (IOException e) {
            throw new IllegalStateException("a packaged font cannot be read: resource=" + resource, e);
        }
    }

    /// Reads a font file, of a collection the first font; null if it cannot be read.
    static @Nullable Face of(File file) {
        String name = file.getName().toLowerCase(Locale.ROOT);
        try {
            if (name.endsWith(".ttc")) {
                return firstOf(file);
            }
            TTFParser parser = name.endsWith(".otf") ? new OTFParser() : new TTFParser();
            return new Face(parser.parse(new RandomAccessReadBufferedFile(file)));
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a font is left out: file={0} reason={1}", file, e.getMessage());
            return null;
        }
    }

    /// The others of a collection are its variants, and reading one takes the library seconds.
    private static @Nullable Face firstOf(File file) throws IOException {
        var first = new AtomicReference<@Nullable TrueTypeFont>();
        try {
            new TrueTypeCollection(file).processAllFonts(font -> {
                first.set(font);
                throw new Enough();
            });
        } catch (Enough e) {
            // The library has no other way to stop.
        }
        TrueTypeFont font = first.get();
        return font == null ? null : new Face(font);
    }

    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /// The names that a font file has for itself; null for a collection, and if it cannot be read.
    static @Nullable Names names(File file) {
        String name = file.getName().toLowerCase(Locale.ROOT);
        if (name.endsWith(".ttc")) {
            return null;
        }
        try (var in = new RandomAccessReadBufferedFile(file)) {
            TTFParser parser = name.endsWith(".otf") ? new OTFParser() : new TTFParser();
            FontHeaders headers = parser.parseTableHeaders(in);
            String family = headers.getFontFamily();
            String style = headers.getFontSubFamily();
            return family == null || style == null ? null : new Names(family, style);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a font is left out: file={0} reason={1}", file, e.getMessage());
            return null;
        }
    }

    /// @param style such as `Regular`, `Bold Oblique`
    record Names(String family, String style) {}

    int unitsPerEm() {
        return unitsPerEm;
    }

    synchronized int ascent() throws IOException {
        return font.getHorizontalHeader().getAscender();
    }

    /// Below the baseline, positive.
    synchronized int descent() throws IOException {
        return -font.getHorizontalHeader().getDescender();
    }

    /// Number of a character's glyph, 0 if there is none.
    synchronized int glyph(int codePoint) {
        return characters.getGlyphId(codePoint);
    }

    synchronized int advance(int glyph) throws IOException {
        return font.getAdvanceWidth(glyph);
    }

    /// A glyph's outline in the font's units, y upwards; null if it has none.
    synchronized @Nullable PathIterator outline(int glyph) throws IOException {
        GeneralPath path;
        if (font instanceof OpenTypeFont open && open.isPostScript()) {
            CFFFont cff = open.getCFF().getFont();
            int id = cff instanceof CFFCIDFont ? cff.getCharset().getCIDForGID(glyph) : glyph;
            path = cff.getType2CharString(id).getPath();
        } else {
            var data = font.getGlyph() == null ? null : font.getGlyph().getGlyph(glyph);
            if (data == null) {
                return null;
            }
            path = data.getPath();
        }
        return path.getPathIterator(null);
    }
}
