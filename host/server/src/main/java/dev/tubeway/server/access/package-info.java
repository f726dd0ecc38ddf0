/// Who may steer the gateway: the token and the file that holds it.
@NullMarked
package dev.tubeway.server.access;

import org.jspecify.annotations.NullMarked;
