/// Tests.
@NullMarked
package dev.tubeway.server.access;

import org.jspecify.annotations.NullMarked;
