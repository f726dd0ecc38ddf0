/// What can be set: the table of all settings, where values come from, and the records that the rest reads.
@NullMarked
package dev.tubeway.server.settings;

import org.jspecify.annotations.NullMarked;
