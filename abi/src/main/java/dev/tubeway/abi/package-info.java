/// The table of the module ABI and what is made from it: Java, Rust, C and the readable specification.
@NullMarked
package dev.tubeway.abi;

import org.jspecify.annotations.NullMarked;
