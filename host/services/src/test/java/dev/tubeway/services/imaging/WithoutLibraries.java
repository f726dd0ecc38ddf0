package dev.tubeway.services.imaging;

import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import java.lang.foreign.MemorySegment;

/// Codes an image in a process of its own, and prints what was used and what became of it.
final class WithoutLibraries {
    private WithoutLibraries() {}

    public static void main(String[] arguments) {
        String used = ImageCoders.with(coder -> {
            var picture = new Picture(40, 30);
            var encoded = coder.encode(
                    ImageFormat.JPEG, picture.pixels(), picture.width(), picture.height(), 4L * picture.width(), 80);
            MemorySegment file = ((ImageCoder.Encoded) encoded).bytes();
            var decoded = (ImageCoder.Decoded) coder.decode(ImageFormat.JPEG, file, 4000);
            return decoded.width() + " " + coder.decode(ImageFormat.WEBP, file, 4000);
        });
        System.out.println(ImageCoders.host().encodes() + " " + used);
    }
}
