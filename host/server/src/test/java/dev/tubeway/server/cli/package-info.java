/// Tests.
@NullMarked
package dev.tubeway.server.cli;

import org.jspecify.annotations.NullMarked;
