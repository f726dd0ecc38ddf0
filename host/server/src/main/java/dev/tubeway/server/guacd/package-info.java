/// Where Guacamole clients come in: TCP, and TLS with client certificates.
@NullMarked
package dev.tubeway.server.guacd;

import org.jspecify.annotations.NullMarked;
