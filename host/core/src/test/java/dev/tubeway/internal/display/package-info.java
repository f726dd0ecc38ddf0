@NullMarked
package dev.tubeway.internal.display;

import org.jspecify.annotations.NullMarked;
