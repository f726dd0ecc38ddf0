@NullMarked
package dev.tubeway.internal.imaging;

import org.jspecify.annotations.NullMarked;
