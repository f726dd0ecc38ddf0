package dev.tubeway.internal.imaging;

import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Codes with ImageIO.
final class JdkCoder implements ImageCoder {
    private static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final DirectColorModel RGB = new DirectColorModel(24, 0xff0000, 0xff00, 0xff);
    private static final byte OPAQUE = (byte) 0xff;

    /// From here on colours are kept at full resolution.
    private static final int FINE_QUALITY = 90;

    /// The most that a JPEG's header can tell.
    private static final int MAX_JPEG_SIDE = 65_535;

    /// What an array can hold.
    private static final long MAX_PIXELS = Integer.MAX_VALUE / 4 - 16;

    private int[] source = new int[0];
    private byte[] decoded = new byte[0];
    private Output out = new Output();
    private @Nullable ImageWriter writer;

    /// The bytes written, without a copy.
    private static final class Output extends ByteArrayOutputStream {
        Output() {
            super(0);
        }

        MemorySegment written() {
            return MemorySegment.ofArray(buf).asSlice(0, count);
        }

        int capacity() {
            return buf.length;
        }
    }

    @Override
    public Encoding encode(
            ImageFormat format, MemorySegment pixels, int width, int height, long strideBytes, int quality) {
        ImageCoder.requireArea(pixels, width, height, strideBytes);
        ImageCoder.requireQuality(quality);
        if (format != ImageFormat.JPEG) {
            return new NotEncoded("format=" + format);
        }
        if (width > MAX_JPEG_SIDE || height > MAX_JPEG_SIDE || (long) width * height > MAX_PIXELS) {
            return new NotEncoded("width=" + width + " height=" + height);
        }
        int count = width * height;
        if (source.length < count) {
            source = new int[count];
        }
        for (int y = 0; y < height; y++) {
            MemorySegment.copy(pixels, PIXEL, y * strideBytes, source, y * width, width);
        }
        var raster = Raster.createWritableRaster(
                RGB.createCompatibleSampleModel(width, height), new DataBufferInt(source, count), new Point());
        return write(new BufferedImage(RGB, raster, false, null), quality);
    }

    private Encoding write(BufferedImage image, int quality) {
        ImageWriter jpeg = writer;
        if (jpeg == null) {
            jpeg = ImageIO.getImageWritersByFormatName("jpeg").next();
            writer = jpeg;
        }
        ImageWriteParam param = jpeg.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality / (float) MAX_QUALITY);
        out.reset();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            IIOMetadata metadata =
                    jpeg.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
            if (quality >= FINE_QUALITY) {
                keepColors(metadata);
            }
            jpeg.setOutput(stream);
            jpeg.write(null, new IIOImage(image, null, metadata), param);
        } catch (IOException e) {
            return new NotEncoded(String.valueOf(e.getMessage()));
        } finally {
            jpeg.reset();
        }
        return new Encoded(out.written());
    }

    private static void keepColors(IIOMetadata metadata) throws IOException {
        String form = metadata.getNativeMetadataFormatName();
        var root = (IIOMetadataNode) metadata.getAsTree(form);
        NodeList components = root.getElementsByTagName("componentSpec");
        for (int i = 0; i < components.getLength(); i++) {
            var component = (Element) components.item(i);
            component.setAttribute("HsamplingFactor", "1");
            component.setAttribute("VsamplingFactor", "1");
        }
        metadata.setFromTree(form, root);
    }

    @Override
    public Measuring measure(ImageFormat format, MemorySegment data) {
        ImageReader reader = reader(format);
        if (reader == null) {
            return new Unsupported();
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(stream(data))) {
            reader.setInput(in, true, true);
            return new Measured(reader.getWidth(0), reader.getHeight(0));
        } catch (IOException | RuntimeException e) {
            return damaged(e);
        } finally {
            reader.dispose();
        }
    }

    @Override
    public Decoding decode(ImageFormat format, MemorySegment data, long maxPixels) {
        ImageReader reader = reader(format);
        if (reader == null) {
            return new Unsupported();
        }
        var warnings = new StringBuilder();
        reader.addIIOReadWarningListener((from, warning) -> warnings.append(warning));
        try (ImageInputStream in = new MemoryCacheImageInputStream(stream(data))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > Math.min(maxPixels, MAX_PIXELS)) {
                return new TooLarge(width, height);
            }
            BufferedImage image = reader.read(0);
            if (!warnings.isEmpty()) {
                return new Damaged(warnings.toString());
            }
            return new Decoded(width, height, pixels(image, width, height));
        } catch (IOException | RuntimeException e) {
            return damaged(e);
        } finally {
            reader.dispose();
        }
    }

    private static @Nullable ImageReader reader(ImageFormat format) {
        String name = switch (format) {
            case JPEG -> "jpeg";
            case PNG -> "png";
            case WEBP, WEBP_LOSSLESS -> "";
        };
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name);
        return readers.hasNext() ? readers.next() : null;
    }

    private static InputStream stream(MemorySegment data) {
        byte[] bytes = data.heapBase().orElse(null) instanceof byte[] array ? array : null;
        if (bytes == null) {
            return new ByteArrayInputStream(data.toArray(ValueLayout.JAVA_BYTE));
        }
        // A segment's address within an array is the offset in it.
        return new ByteArrayInputStream(bytes, (int) data.address(), (int) data.byteSize());
    }

    /// The readers of the JDK throw all kinds of unchecked exceptions at damaged files.
    private static Damaged damaged(Exception e) {
        return new Damaged(e.getClass().getSimpleName() + ": " + e.getMessage());
    }

    private MemorySegment pixels(BufferedImage image, int width, int height) {
        int size = 4 * width * height;
        if (decoded.length < size) {
            decoded = new byte[size];
        }
        MemorySegment to = MemorySegment.ofArray(decoded).asSlice(0, size);
        Raster raster = image.getRaster();
        if (image.getType() == BufferedImage.TYPE_3BYTE_BGR && raster.getDataBuffer() instanceof DataBufferByte from) {
            widen(from.getData(), width * height);
        } else if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel)) {
            gray(image, raster, width, height);
        } else {
            var row = new int[width];
            for (int y = 0; y < height; y++) {
                image.getRGB(0, y, width, 1, row, 0, width);
                MemorySegment.copy(row, 0, to, PIXEL, 4L * y * width, width);
            }
        }
        return to;
    }

    private void widen(byte[] colors, int count) {
        byte[] to = decoded;
        for (int i = 0, from = 0, at = 0; i < count; i++, from += 3, at += 4) {
            to[at] = colors[from];
            to[at + 1] = colors[from + 1];
            to[at + 2] = colors[from + 2];
            to[at + 3] = OPAQUE;
        }
    }

    /// Grays as they are in the file. [BufferedImage#getRGB] takes them for linear light, and brightens them.
    private void gray(BufferedImage image, Raster raster, int width, int height) {
        int bands = raster.getNumBands();
        int shift = image.getColorModel().getComponentSize(0) - 8;
        var row = new int[width * bands];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++, at += 4) {
                byte gray = (byte) (row[x * bands] >> shift);
                decoded[at] = gray;
                decoded[at + 1] = gray;
                decoded[at + 2] = gray;
                decoded[at + 3] = bands > 1 ? (byte) (row[x * bands + 1] >> shift) : OPAQUE;
            }
        }
    }

    @Override
    public long heldBytes() {
        return 4L * source.length + decoded.length + out.capacity();
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.dispose();
            writer = null;
        }
        source = new int[0];
        decoded = new byte[0];
        out = new Output();
    }
}
