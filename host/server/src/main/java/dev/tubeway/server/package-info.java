/// The gateway as a program: [Main] is where it starts.
@NullMarked
package dev.tubeway.server;

import org.jspecify.annotations.NullMarked;
