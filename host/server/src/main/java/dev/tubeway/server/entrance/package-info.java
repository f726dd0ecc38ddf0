/// The way from a ticket into a session.
@NullMarked
package dev.tubeway.server.entrance;

import org.jspecify.annotations.NullMarked;
