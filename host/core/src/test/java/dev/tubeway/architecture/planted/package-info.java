/// Faults that the layout rules must find. Nothing here is used.
@NullMarked
package dev.tubeway.architecture.planted;

import org.jspecify.annotations.NullMarked;
