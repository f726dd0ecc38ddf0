/// Tests.
@NullMarked
package dev.tubeway.server.http;

import org.jspecify.annotations.NullMarked;
