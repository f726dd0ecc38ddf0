/// Targets that the gateway keeps, with the credentials that nobody reads back.
@NullMarked
package dev.tubeway.server.target;

import org.jspecify.annotations.NullMarked;
