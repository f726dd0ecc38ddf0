/// The gateway as a library.
@NullMarked
package dev.tubeway.samples.embed;

import org.jspecify.annotations.NullMarked;
