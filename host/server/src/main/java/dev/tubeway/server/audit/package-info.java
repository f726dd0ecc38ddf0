/// Who came, by which right, and what they changed: for the log that operators keep and for those who watch.
@NullMarked
package dev.tubeway.server.audit;

import org.jspecify.annotations.NullMarked;
