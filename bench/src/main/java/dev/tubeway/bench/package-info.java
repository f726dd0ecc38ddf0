/// The end-to-end load generator: pairs of peers under one load, in a private network namespace.
@NullMarked
package dev.tubeway.bench;

import org.jspecify.annotations.NullMarked;
