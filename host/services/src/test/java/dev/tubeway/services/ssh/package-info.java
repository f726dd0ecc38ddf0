/// Tests.
@NullMarked
package dev.tubeway.services.ssh;

import org.jspecify.annotations.NullMarked;
