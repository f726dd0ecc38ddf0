/// Tests.
@NullMarked
package dev.tubeway.server.guacd;

import org.jspecify.annotations.NullMarked;
