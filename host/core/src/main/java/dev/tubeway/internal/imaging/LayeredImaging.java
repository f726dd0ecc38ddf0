package dev.tubeway.internal.imaging;

import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import dev.tubeway.spi.Imaging;
import dev.tubeway.spi.TransportProvider.Finding;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// One imaging before another: what the first does not code, the second does.
final class LayeredImaging implements Imaging {
    private final Imaging first;
    private final Imaging second;
    private final Set<ImageFormat> encodes;
    private final Set<ImageFormat> decodes;

    LayeredImaging(Imaging first, Imaging second) {
        this.first = first;
        this.second = second;
        this.encodes = both(first.encodes(), second.encodes());
        this.decodes = both(first.decodes(), second.decodes());
    }

    private static Set<ImageFormat> both(Set<ImageFormat> some, Set<ImageFormat> others) {
        var all = EnumSet.noneOf(ImageFormat.class);
        all.addAll(some);
        all.addAll(others);
        return Set.copyOf(all);
    }

    @Override
    public String name() {
        return first.name() + " before " + second.name();
    }

    @Override
    public Set<ImageFormat> encodes() {
        return encodes;
    }

    @Override
    public Set<ImageFormat> decodes() {
        return decodes;
    }

    @Override
    public ImageCoder open() {
        return new Layers(first.open(), second.open());
    }

    @Override
    public List<Finding> diagnose() {
        return first.diagnose();
    }

    private final class Layers implements ImageCoder {
        private final ImageCoder above;
        private final ImageCoder below;

        Layers(ImageCoder above, ImageCoder below) {
            this.above = above;
            this.below = below;
        }

        @Override
        public Encoding encode(
                ImageFormat format, MemorySegment pixels, int width, int height, long strideBytes, int quality) {
            ImageCoder coder = first.encodes().contains(format) ? above : below;
            return coder.encode(format, pixels, width, height, strideBytes, quality);
        }

        @Override
        public Measuring measure(ImageFormat format, MemorySegment data) {
            return decoder(format).measure(format, data);
        }

        @Override
        public Decoding decode(ImageFormat format, MemorySegment data, long maxPixels) {
            return decoder(format).decode(format, data, maxPixels);
        }

        private ImageCoder decoder(ImageFormat format) {
            return first.decodes().contains(format) ? above : below;
        }

        @Override
        public long heldBytes() {
            return above.heldBytes() + below.heldBytes();
        }

        @Override
        public void close() {
            above.close();
            below.close();
        }
    }
}
