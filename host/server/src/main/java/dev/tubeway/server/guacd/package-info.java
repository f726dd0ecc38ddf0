/// Where Guacamole clients come in: TCP, and TLS with client certificates.
package dev.tubeway.server.guacd;
