@NullMarked
package dev.tubeway.internal.display.font;

import org.jspecify.annotations.NullMarked;
