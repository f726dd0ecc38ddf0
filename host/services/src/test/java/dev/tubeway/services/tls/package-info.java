@NullMarked
package dev.tubeway.services.tls;

import org.jspecify.annotations.NullMarked;
