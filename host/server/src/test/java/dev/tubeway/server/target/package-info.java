@NullMarked
package dev.tubeway.server.target;

import org.jspecify.annotations.NullMarked;
