/// Terminals: cells and how they look, scrollback, selection.
@NullMarked
package dev.tubeway.internal.display.grid;

import org.jspecify.annotations.NullMarked;
