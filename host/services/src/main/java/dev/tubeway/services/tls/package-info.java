/// TLS that the JDK does not speak, over Bouncy Castle, which no other package knows.
@org.jspecify.annotations.NullMarked
package dev.tubeway.services.tls;
