/// The console in a real browser, against a real gateway and real servers.
@NullMarked
package dev.tubeway.server.browser;

import org.jspecify.annotations.NullMarked;
