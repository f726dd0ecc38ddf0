/// Images by libjpeg-turbo and libwebp, where this machine has them, called through generated bindings.
@NullMarked
package dev.tubeway.services.imaging;

import org.jspecify.annotations.NullMarked;
