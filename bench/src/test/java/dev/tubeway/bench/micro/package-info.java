@NullMarked
package dev.tubeway.bench.micro;

import org.jspecify.annotations.NullMarked;
