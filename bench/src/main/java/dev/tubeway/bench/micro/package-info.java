/// JMH benchmarks of the hot path, always with the allocation profiler.
@NullMarked
package dev.tubeway.bench.micro;

import org.jspecify.annotations.NullMarked;
