/// Glyphs as coverage: outlines from font files, lines and blocks drawn to the cell.
@NullMarked
package dev.tubeway.internal.display.font;

import org.jspecify.annotations.NullMarked;
