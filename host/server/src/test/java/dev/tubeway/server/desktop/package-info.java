/// Tests.
@NullMarked
package dev.tubeway.server.desktop;

import org.jspecify.annotations.NullMarked;
