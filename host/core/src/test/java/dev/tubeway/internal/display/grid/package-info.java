@NullMarked
package dev.tubeway.internal.display.grid;

import org.jspecify.annotations.NullMarked;
