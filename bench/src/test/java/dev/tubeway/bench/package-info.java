@NullMarked
package dev.tubeway.bench;

import org.jspecify.annotations.NullMarked;
