/// The management API. The only package that knows the web server.
@NullMarked
package dev.tubeway.server.http;

import org.jspecify.annotations.NullMarked;
