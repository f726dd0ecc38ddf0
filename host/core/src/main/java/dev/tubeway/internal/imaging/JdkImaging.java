package dev.tubeway.internal.imaging;

import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import dev.tubeway.spi.Imaging;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.util.List;
import java.util.Set;

/// Codes images with what every JDK has: JPEG, some eight times slower than the native library, and PNG.
public final class JdkImaging implements Imaging {
    private static final Set<ImageFormat> ENCODES = Set.of(ImageFormat.JPEG);
    private static final Set<ImageFormat> DECODES = Set.of(ImageFormat.JPEG, ImageFormat.PNG);

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public Set<ImageFormat> encodes() {
        return ENCODES;
    }

    @Override
    public Set<ImageFormat> decodes() {
        return DECODES;
    }

    @Override
    public ImageCoder open() {
        return new JdkCoder();
    }

    @Override
    public List<Finding> diagnose() {
        return List.of(new Finding(
                "images",
                Verdict.WARNING,
                "JPEG is coded by the JDK, slowly; there is no WebP",
                "add tubeway-services to the class path"));
    }
}
