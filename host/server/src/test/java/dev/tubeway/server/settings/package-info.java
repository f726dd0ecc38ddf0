/// Tests.
@NullMarked
package dev.tubeway.server.settings;

import org.jspecify.annotations.NullMarked;
