/// Coders of images: those that were found on this host, and the JDK's for what they lack.
@NullMarked
package dev.tubeway.internal.imaging;

import org.jspecify.annotations.NullMarked;
