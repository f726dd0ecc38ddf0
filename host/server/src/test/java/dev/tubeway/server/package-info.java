/// Tests.
@NullMarked
package dev.tubeway.server;

import org.jspecify.annotations.NullMarked;
