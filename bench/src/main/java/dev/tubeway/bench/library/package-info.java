/// The SSH library without a gateway: the part of a session's memory that is its own.
@NullMarked
package dev.tubeway.bench.library;

import org.jspecify.annotations.NullMarked;
