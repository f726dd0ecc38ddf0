/// Both coders of images, by the same tests, and the bindings.
@NullMarked
package dev.tubeway.services.imaging;

import org.jspecify.annotations.NullMarked;
