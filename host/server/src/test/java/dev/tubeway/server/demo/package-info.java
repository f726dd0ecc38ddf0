/// Tests.
@NullMarked
package dev.tubeway.server.demo;

import org.jspecify.annotations.NullMarked;
