/// The layout of the library as rules that the build checks, and planted faults that prove the rules.
@NullMarked
package dev.tubeway.architecture;

import org.jspecify.annotations.NullMarked;
