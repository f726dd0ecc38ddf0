package dev.tubeway.internal.imaging;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JpegOptimizerTest {
    private static final int COLOURS = BufferedImage.TYPE_INT_RGB;

    /// What an image may be like.
    ///
    /// @param noise how much each pixel differs from what is beside it, 0 to 255
    record Kind(int width, int height, int type, int noise, float quality, boolean progressive) {
        BufferedImage picture() {
            var random = new Random(31L * width + height);
            var picture = new BufferedImage(width, height, type);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int level = (3 * x + 2 * y & 127) + random.nextInt(noise + 1);
                    int other = Math.min(255, level + (x >> 4 & 15) * 8);
                    picture.setRGB(x, y, Math.min(255, level) << 16 | other << 8 | 255 - other);
                }
            }
            return picture;
        }

        byte[] file() {
            ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality);
            how.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            var bytes = new ByteArrayOutputStream();
            try (var out = ImageIO.createImageOutputStream(bytes)) {
                writer.setOutput(out);
                writer.write(null, new IIOImage(picture(), null, null), how);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                writer.dispose();
            }
            return bytes.toByteArray();
        }
    }

    static Stream<Kind> plainOnes() {
        return Stream.of(
                new Kind(1, 1, COLOURS, 0, 0.5f, false),
                new Kind(8, 8, COLOURS, 0, 0.9f, false),
                new Kind(17, 33, COLOURS, 3, 0.8f, false),
                new Kind(640, 102, COLOURS, 8, 0.8f, false),
                new Kind(333, 257, COLOURS, 255, 0.1f, false),
                new Kind(512, 256, COLOURS, 40, 0.05f, false),
                new Kind(64, 1, COLOURS, 255, 0.3f, false),
                new Kind(77, 55, BufferedImage.TYPE_BYTE_GRAY, 20, 0.7f, false));
    }

    @ParameterizedTest
    @MethodSource("plainOnes")
    void makesAnImageSmallerAndChangesNoPixel(Kind kind) {
        byte[] file = kind.file();
        byte[] smaller = requireNonNull(JpegOptimizer.optimize(file, 0, file.length));
        assertTrue(smaller.length < file.length, smaller.length + " of " + file.length);
        assertArrayEquals(pixels(file), pixels(smaller));
        assertNull(JpegOptimizer.optimize(smaller, 0, smaller.length), "there is nothing left to gain");
    }

    @Test
    void takesAnImageFromTheMiddleOfMemory() {
        byte[] file = new Kind(40, 30, COLOURS, 9, 0.8f, false).file();
        byte[] memory = new byte[file.length + 100];
        Arrays.fill(memory, (byte) 0xff);
        System.arraycopy(file, 0, memory, 50, file.length);
        assertArrayEquals(
                JpegOptimizer.optimize(file, 0, file.length), JpegOptimizer.optimize(memory, 50, file.length));
    }

    @Test
    void leavesAloneWhatIsNotOnePlainScan() {
        byte[] inSteps = new Kind(64, 64, COLOURS, 9, 0.8f, true).file();
        assertNull(JpegOptimizer.optimize(inSteps, 0, inSteps.length));
        byte[] plain = new Kind(64, 64, COLOURS, 9, 0.8f, false).file();
        assertNotNull(JpegOptimizer.optimize(plain, 0, plain.length));
        for (int length = 0; length < plain.length - 2; length++) {
            assertNull(JpegOptimizer.optimize(plain, 0, length), "length=" + length);
            byte[] cut = Arrays.copyOf(plain, length + 2);
            cut[length] = (byte) 0xff;
            cut[length + 1] = (byte) 0xd9;
            assertNull(JpegOptimizer.optimize(cut, 0, cut.length), "cut at " + length);
        }
    }

    @Test
    void leavesAloneWhatIsFine() {
        byte[] fine = new Kind(333, 257, COLOURS, 255, 1, false).file();
        assertNull(JpegOptimizer.optimize(fine, 0, fine.length));
    }

    /// Behind a scan's end zeros are read, which a table may say are coefficients: an image that says it is large would
    /// take memory for all of them.
    @Test
    void stopsWhereTheBitsEnd() {
        int scan = 400_000;
        byte[] head = HexFormat.of()
                .parseHex("ffd8 ffc0000b08 1000 4000 01 011100".replace(" ", "")
                        + "ffc40014 00 01000000000000000000000000000000 00".replace(" ", "")
                        + "ffc40014 10 01000000000000000000000000000000 01".replace(" ", "")
                        + "ffda0008 01 0100 003f00".replace(" ", ""));
        byte[] file = Arrays.copyOf(head, head.length + scan + 2);
        file[head.length + scan] = (byte) 0xff;
        file[head.length + scan + 1] = (byte) 0xd9;
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertNull(JpegOptimizer.optimize(file, 0, file.length));
        long taken = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(taken > scan && taken < 64 << 20, "bytes=" + taken);
    }

    /// Whatever is wrong with an image, it is left alone, or shows as before.
    @Test
    void changesNoPixelOfADamagedImage() {
        byte[] file = new Kind(48, 32, COLOURS, 12, 0.8f, false).file();
        var random = new Random(7);
        int coded = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = file.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            byte[] smaller = JpegOptimizer.optimize(damaged, 0, damaged.length);
            int[] shown = smaller == null ? null : pixels(damaged);
            if (shown != null) {
                coded++;
                assertArrayEquals(shown, pixels(requireNonNull(smaller)), "round " + round);
            }
        }
        assertTrue(coded > 1000, "images that could still be coded: " + coded);
    }

    private static int @Nullable [] pixels(byte[] file) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
            return image == null
                    ? null
                    : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }
}
