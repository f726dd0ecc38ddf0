package dev.tubeway.services.imaging;

import dev.tubeway.services.imaging.binding.NativeLibrary;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import dev.tubeway.spi.Imaging;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// JPEG by libjpeg-turbo and WebP by libwebp, as far as this machine has them. Found by
/// [java.util.ServiceLoader].
public final class NativeImaging implements Imaging {
    private static final System.Logger LOG = System.getLogger("dev.tubeway.imaging");
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final NativeLibrary turboJpeg;
    private final NativeLibrary webp;
    private final Set<ImageFormat> formats;

    public NativeImaging() {
        this(NativeLibrary.TURBOJPEG, NativeLibrary.WEBP);
    }

    NativeImaging(NativeLibrary turboJpeg, NativeLibrary webp) {
        this.turboJpeg = turboJpeg;
        this.webp = webp;
        var found = EnumSet.noneOf(ImageFormat.class);
        if (turboJpeg.foundAs().isPresent()) {
            found.add(ImageFormat.JPEG);
        }
        if (webp.foundAs().isPresent()) {
            found.add(ImageFormat.WEBP);
            found.add(ImageFormat.WEBP_LOSSLESS);
        }
        formats = Set.copyOf(found);
    }

    @Override
    public String name() {
        return "native";
    }

    @Override
    public Set<ImageFormat> encodes() {
        return formats;
    }

    @Override
    public Set<ImageFormat> decodes() {
        return formats;
    }

    @Override
    public ImageCoder open() {
        if (!TOLD.getAndSet(true)) {
            for (Finding finding : diagnose()) {
                if (finding.verdict() != Verdict.OK) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "{0} {1}; {2}",
                            finding.subject(),
                            finding.detail(),
                            finding.cure());
                }
            }
        }
        return new NativeCoder(formats);
    }

    @Override
    public List<Finding> diagnose() {
        return List.of(
                finding(
                        turboJpeg,
                        "JPEG images by libjpeg-turbo",
                        "JPEG images are coded by the JDK, which takes some eight times as long",
                        "libturbojpeg0 (Debian), libturbojpeg (Ubuntu, Alpine: libjpeg-turbo), turbojpeg (Fedora),"
                                + " jpeg-turbo (Homebrew)"),
                finding(
                        webp,
                        "WebP images by libwebp",
                        "there are no WebP images",
                        "libwebp7 (Debian, Ubuntu), libwebp (Fedora, Alpine), webp (Homebrew)"));
    }

    private static Finding finding(NativeLibrary library, String present, String absent, String packages) {
        String subject = "library " + library.names().getFirst();
        return library.foundAs()
                .map(_ -> new Finding(subject, Verdict.OK, present, ""))
                .orElseGet(() -> new Finding(
                        subject,
                        Verdict.WARNING,
                        "not found: " + absent,
                        "install one of these packages: " + packages));
    }
}
