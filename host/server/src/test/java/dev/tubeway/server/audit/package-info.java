@NullMarked
package dev.tubeway.server.audit;

import org.jspecify.annotations.NullMarked;
