package dev.tubeway.services.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.imaging.JdkImaging;
import dev.tubeway.services.imaging.binding.NativeLibrary;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageCoder.Damaged;
import dev.tubeway.spi.ImageCoder.Decoded;
import dev.tubeway.spi.ImageCoder.Decoding;
import dev.tubeway.spi.ImageCoder.Encoded;
import dev.tubeway.spi.ImageCoder.Measured;
import dev.tubeway.spi.ImageCoder.Measuring;
import dev.tubeway.spi.ImageCoder.NotEncoded;
import dev.tubeway.spi.ImageCoder.TooLarge;
import dev.tubeway.spi.ImageCoder.Unsupported;
import dev.tubeway.spi.ImageFormat;
import dev.tubeway.spi.Imaging;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What every coder must do, asked of the JDK's and of the native one.
class ImageCoderTest {
    private static final long PLENTY = 64 << 20;
    private static final Picture SMALL = new Picture(37, 21);

    /// One format of one coder.
    record Case(Imaging imaging, ImageFormat format) {
        ImageCoder open() {
            return imaging.open();
        }

        @Override
        public String toString() {
            return imaging.name() + " " + format;
        }
    }

    static List<Case> decoders() {
        var jdk = new JdkImaging();
        var natives = new NativeImaging();
        return List.of(
                new Case(jdk, ImageFormat.JPEG),
                new Case(jdk, ImageFormat.PNG),
                new Case(natives, ImageFormat.JPEG),
                new Case(natives, ImageFormat.WEBP),
                new Case(natives, ImageFormat.WEBP_LOSSLESS));
    }

    static Stream<Case> encoders() {
        return decoders().stream().filter(each -> each.format != ImageFormat.PNG);
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void decodesWhatItEncodes(Case tried) {
        try (ImageCoder coder = tried.open()) {
            for (int[] size : new int[][] {{1, 1}, {7, 3}, {640, 480}, {16, 16}, {3, 900}}) {
                var picture = new Picture(size[0], size[1]);
                MemorySegment file = encode(coder, tried.format, picture, 90);
                assertEquals(new Measured(size[0], size[1]), coder.measure(tried.format, file));
                Decoded decoded = assertInstanceOf(Decoded.class, coder.decode(tried.format, file, PLENTY));
                assertEquals(size[0], decoded.width());
                assertEquals(size[1], decoded.height());
                if (tried.format == ImageFormat.WEBP_LOSSLESS) {
                    assertTrue(picture.isExactly(decoded.pixels()), picture.toString());
                } else if (size[0] >= 16) {
                    // Of fewer pixels, most have a neighbour's colour.
                    double difference = picture.difference(decoded.pixels());
                    assertTrue(difference < 8, picture + " difference=" + difference);
                    assertEquals((byte) 255, decoded.pixels().get(ValueLayout.JAVA_BYTE, 3));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void encodesTheSameFromNativeMemoryWithGaps(Case tried) {
        try (ImageCoder coder = tried.open();
                Arena arena = Arena.ofConfined()) {
            byte[] fromHeap = bytes(encode(coder, tried.format, SMALL, 70));
            long stride = 4L * SMALL.width() + 20;
            MemorySegment scattered = SMALL.scattered(arena, stride);
            Encoded fromNative = assertInstanceOf(
                    Encoded.class, coder.encode(tried.format, scattered, SMALL.width(), SMALL.height(), stride, 70));
            assertArrayEquals(fromHeap, bytes(fromNative.bytes()));
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void makesMoreBytesOfMoreQuality(Case tried) {
        var picture = new Picture(200, 100);
        try (ImageCoder coder = tried.open()) {
            long low =
                    encode(coder, tried.format, picture, ImageCoder.MIN_QUALITY).byteSize();
            long middle = encode(coder, tried.format, picture, 60).byteSize();
            long high =
                    encode(coder, tried.format, picture, ImageCoder.MAX_QUALITY).byteSize();
            if (tried.format == ImageFormat.WEBP_LOSSLESS) {
                assertEquals(low, high);
            } else {
                assertTrue(low < middle && middle < high, low + " " + middle + " " + high);
            }
        }
    }

    /// Red and blue by turns: at half the resolution both would be purple.
    @ParameterizedTest
    @MethodSource("encoders")
    void keepsColorsOfSinglePixelsAtHighQuality(Case tried) {
        MemorySegment pixels = MemorySegment.ofArray(new byte[4 * 64 * 64]);
        for (int i = 0; i < 64 * 64; i++) {
            pixels.set(Picture.PIXEL, 4L * i, (i & 1) == 0 ? 0xff0000 : 0x0000ff);
        }
        if (tried.format != ImageFormat.WEBP) {
            try (ImageCoder coder = tried.open()) {
                var encoded = (Encoded) coder.encode(tried.format, pixels, 64, 64, 256, 95);
                var decoded = (Decoded) coder.decode(tried.format, encoded.bytes(), PLENTY);
                int color = decoded.pixels().get(Picture.PIXEL, 4 * (32 * 64 + 32));
                assertTrue((color >> 16 & 0xff) > 220 && (color & 0xff) < 40, Integer.toHexString(color));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void decodesNothingThatIsLargerThanAllowed(Case tried) {
        try (ImageCoder coder = tried.open()) {
            MemorySegment file = MemorySegment.ofArray(file(tried.format));
            long pixels = (long) SMALL.width() * SMALL.height();
            assertEquals(new TooLarge(SMALL.width(), SMALL.height()), coder.decode(tried.format, file, pixels - 1));
            assertInstanceOf(Decoded.class, coder.decode(tried.format, file, pixels));
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void takesNoMemoryForWhatAHeaderClaims(Case tried) {
        try (ImageCoder coder = tried.open()) {
            long held = coder.heldBytes();
            MemorySegment wide = MemorySegment.ofArray(claiming(tried.format, 16_000));
            assertEquals(new TooLarge(16_000, 16_000), coder.decode(tried.format, wide, PLENTY));
            assertEquals(new Measured(16_000, 16_000), coder.measure(tried.format, wide));
            MemorySegment widest = MemorySegment.ofArray(claiming(tried.format, 65_535));
            Decoding decoding = coder.decode(tried.format, widest, PLENTY);
            assertTrue(decoding instanceof TooLarge || decoding instanceof Damaged, decoding.toString());
            assertTrue(coder.heldBytes() - held < 1 << 20, "held=" + coder.heldBytes());
        }
    }

    /// A file that is cut is damaged, unless all that makes the picture was before the cut.
    @ParameterizedTest
    @MethodSource("decoders")
    void findsEveryCut(Case tried) {
        byte[] whole = file(tried.format);
        try (ImageCoder coder = tried.open()) {
            byte[] expected = pixels(coder.decode(tried.format, MemorySegment.ofArray(whole), PLENTY));
            for (int length = 0; length < whole.length; length++) {
                MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(whole, length));
                Measuring measuring = coder.measure(tried.format, cut);
                assertTrue(measuring instanceof Damaged || measuring instanceof Measured, measuring.toString());
                switch (coder.decode(tried.format, cut, PLENTY)) {
                    case Damaged _ -> {}
                    case Decoded decoded -> {
                        assertArrayEquals(expected, bytes(decoded.pixels()), "length=" + length);
                        assertTrue(length > whole.length - 24, "length=" + length + " of " + whole.length);
                    }
                    case TooLarge _, Unsupported _ -> throw new AssertionError("length=" + length);
                }
                if (length % 50 == 0) {
                    assertArrayEquals(
                            expected, pixels(coder.decode(tried.format, MemorySegment.ofArray(whole), PLENTY)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void survivesDamage(Case tried) {
        byte[] whole = file(tried.format);
        var random = new Random(11);
        try (ImageCoder coder = tried.open()) {
            for (int i = 0; i < 1500; i++) {
                byte[] bad = whole.clone();
                for (int j = 0; j <= i % 4; j++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
                // Any answer but an exception; the size may have been changed too.
                switch (coder.decode(tried.format, MemorySegment.ofArray(bad), 1 << 20)) {
                    case Decoded decoded ->
                        assertEquals(
                                4L * decoded.width() * decoded.height(),
                                decoded.pixels().byteSize());
                    case TooLarge large -> assertTrue((long) large.width() * large.height() > 1 << 20);
                    case Damaged _ -> {}
                    case Unsupported _ -> throw new AssertionError(tried.toString());
                }
            }
            for (int length = 0; length < 100; length++) {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                assertInstanceOf(Damaged.class, coder.decode(tried.format, MemorySegment.ofArray(noise), PLENTY));
                assertInstanceOf(Damaged.class, coder.measure(tried.format, MemorySegment.ofArray(noise)));
            }
            assertInstanceOf(Decoded.class, coder.decode(tried.format, MemorySegment.ofArray(whole), PLENTY));
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void decodesFromWithinAnArrayAndFromNativeMemory(Case tried) {
        byte[] whole = file(tried.format);
        byte[] within = new byte[whole.length + 30];
        System.arraycopy(whole, 0, within, 11, whole.length);
        try (ImageCoder coder = tried.open();
                Arena arena = Arena.ofConfined()) {
            byte[] expected = pixels(coder.decode(tried.format, MemorySegment.ofArray(whole), PLENTY));
            MemorySegment slice = MemorySegment.ofArray(within).asSlice(11, whole.length);
            assertArrayEquals(expected, pixels(coder.decode(tried.format, slice, PLENTY)));
            assertArrayEquals(expected, pixels(coder.decode(tried.format, slice.asReadOnly(), PLENTY)));
            MemorySegment there = arena.allocate(whole.length).copyFrom(slice);
            assertArrayEquals(expected, pixels(coder.decode(tried.format, there, PLENTY)));
        }
    }

    /// The JDK's own conversion takes grays of a file for linear light.
    @Test
    void decodesGraysAsTheyAre() throws IOException {
        var gray = new BufferedImage(40, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 40; x++) {
            for (int y = 0; y < 8; y++) {
                gray.getRaster().setSample(x, y, 0, 6 * x);
            }
        }
        for (Case tried : decoders()) {
            if (tried.format == ImageFormat.JPEG || tried.format == ImageFormat.PNG) {
                byte[] file = written(gray, tried.format);
                try (ImageCoder coder = tried.open()) {
                    byte[] pixels = pixels(coder.decode(tried.format, MemorySegment.ofArray(file), PLENTY));
                    for (int x = 0; x < 40; x++) {
                        assertEquals(6 * x, pixels[4 * x] & 0xff, 8, tried + " x=" + x);
                        assertEquals(pixels[4 * x], pixels[4 * x + 1]);
                        assertEquals(pixels[4 * x], pixels[4 * x + 2]);
                        assertEquals((byte) 255, pixels[4 * x + 3]);
                    }
                }
            }
        }
    }

    /// One coder's file is the other's.
    @Test
    void bothReadEachOthersJpeg() {
        var picture = new Picture(300, 200);
        try (ImageCoder jdk = new JdkImaging().open();
                ImageCoder natives = new NativeImaging().open()) {
            for (int quality : new int[] {30, 80, 95}) {
                MemorySegment one = encode(jdk, ImageFormat.JPEG, picture, quality);
                MemorySegment other = encode(natives, ImageFormat.JPEG, picture, quality);
                for (MemorySegment file : List.of(one, other)) {
                    var slow = (Decoded) jdk.decode(ImageFormat.JPEG, file, PLENTY);
                    var fast = (Decoded) natives.decode(ImageFormat.JPEG, file, PLENTY);
                    double slowly = picture.difference(slow.pixels());
                    double fastly = picture.difference(fast.pixels());
                    assertEquals(slowly, fastly, 1.0, "quality=" + quality);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void refusesPixelsThatAreNotThere(Case tried) {
        MemorySegment pixels = MemorySegment.ofArray(new byte[400]);
        try (ImageCoder coder = tried.open()) {
            for (long[] bad : new long[][] {{10, 11, 40}, {0, 1, 40}, {10, -1, 40}, {10, 10, 36}, {10, 9, 41}}) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> coder.encode(tried.format, pixels, (int) bad[0], (int) bad[1], bad[2], 50));
            }
            assertThrows(IllegalArgumentException.class, () -> coder.encode(tried.format, pixels, 10, 10, 40, 0));
            assertThrows(IllegalArgumentException.class, () -> coder.encode(tried.format, pixels, 10, 10, 40, 101));
        }
    }

    @ParameterizedTest
    @MethodSource("encoders")
    void encodesNoSideThatTheFormatCannotTell(Case tried) {
        MemorySegment pixels = MemorySegment.ofArray(new byte[4 * 66_000]);
        try (ImageCoder coder = tried.open()) {
            assertInstanceOf(NotEncoded.class, coder.encode(tried.format, pixels, 66_000, 1, 4 * 66_000, 50));
            assertInstanceOf(NotEncoded.class, coder.encode(tried.format, pixels, 1, 66_000, 4, 50));
            encode(coder, tried.format, SMALL, 50);
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void isClosedTwice(Case tried) {
        ImageCoder coder = tried.open();
        assertInstanceOf(Decoded.class, coder.decode(tried.format, MemorySegment.ofArray(file(tried.format)), PLENTY));
        coder.close();
        coder.close();
        assertEquals(0, coder.heldBytes());
        tried.open().close();
    }

    @Test
    void doesWithoutTheLibraries() {
        var none = new NativeLibrary(List.of("libnothing-of-this-name.so.0", "/nowhere/libnothing.so"), "tjDestroy");
        var imaging = new NativeImaging(none, none);
        assertEquals(Set.of(), imaging.encodes());
        assertEquals(Set.of(), imaging.decodes());
        assertEquals(2, imaging.diagnose().size());
        imaging.diagnose().forEach(finding -> {
            assertEquals(Verdict.WARNING, finding.verdict());
            assertTrue(finding.cure().contains("install"), finding.cure());
        });
        try (ImageCoder coder = imaging.open()) {
            MemorySegment file = MemorySegment.ofArray(file(ImageFormat.JPEG));
            assertInstanceOf(
                    NotEncoded.class,
                    coder.encode(ImageFormat.JPEG, SMALL.pixels(), SMALL.width(), SMALL.height(), 4 * 37, 50));
            assertInstanceOf(Unsupported.class, coder.decode(ImageFormat.JPEG, file, PLENTY));
            assertInstanceOf(Unsupported.class, coder.measure(ImageFormat.WEBP, file));
        }
        assertThrows(UnsatisfiedLinkError.class, none::symbols);
    }

    @Test
    void takesNoLibraryThatIsTooOld() {
        var older = new NativeLibrary(NativeLibrary.TURBOJPEG.names(), "tjOfTheYear3000");
        assertEquals(Optional.empty(), older.foundAs());
        assertEquals(
                NativeLibrary.TURBOJPEG.foundAs(),
                new NativeLibrary(NativeLibrary.TURBOJPEG.names(), "tjDestroy").foundAs());
    }

    /// Where this fails, the packages that `.ci/run` lists are missing.
    @Test
    void findsTheLibrariesOfThisMachine() {
        new NativeImaging()
                .diagnose()
                .forEach(finding -> assertEquals(Verdict.OK, finding.verdict(), finding.detail()));
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatIsDecodedBySomeCoder(ImageFormat format) {
        assertTrue(decoders().stream()
                .anyMatch(
                        each -> each.format == format && each.imaging.decodes().contains(format)));
    }

    private static MemorySegment encode(ImageCoder coder, ImageFormat format, Picture picture, int quality) {
        return assertInstanceOf(
                        Encoded.class,
                        coder.encode(
                                format,
                                picture.pixels(),
                                picture.width(),
                                picture.height(),
                                4L * picture.width(),
                                quality))
                .bytes();
    }

    private static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] pixels(Decoding decoding) {
        return bytes(assertInstanceOf(Decoded.class, decoding).pixels());
    }

    /// A small file, not always by the coder that is tried.
    private static byte[] file(ImageFormat format) {
        if (format == ImageFormat.PNG) {
            var image = new BufferedImage(SMALL.width(), SMALL.height(), BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < SMALL.height(); y++) {
                for (int x = 0; x < SMALL.width(); x++) {
                    image.setRGB(x, y, SMALL.color(x, y));
                }
            }
            return written(image, format);
        }
        Imaging imaging = format == ImageFormat.JPEG ? new JdkImaging() : new NativeImaging();
        try (ImageCoder coder = imaging.open()) {
            return bytes(encode(coder, format, SMALL, 75));
        }
    }

    private static byte[] written(BufferedImage image, ImageFormat format) {
        var out = new ByteArrayOutputStream();
        try {
            assertTrue(ImageIO.write(image, format.name(), out));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /// The small file with another size in its header: both sides, or as much of it as the format can tell.
    private static byte[] claiming(ImageFormat format, int side) {
        byte[] file = file(format);
        ByteBuffer buffer = ByteBuffer.wrap(file);
        switch (format) {
            case JPEG -> {
                int at = 2;
                while ((file[at + 1] & 0xff) != 0xc0) {
                    at += 2 + buffer.getShort(at + 2);
                }
                buffer.putShort(at + 5, (short) side).putShort(at + 7, (short) side);
            }
            case PNG -> {
                buffer.putInt(16, side).putInt(20, side);
                var crc = new java.util.zip.CRC32();
                crc.update(file, 12, 17);
                buffer.putInt(29, (int) crc.getValue());
            }
            case WEBP -> {
                buffer.order(java.nio.ByteOrder.LITTLE_ENDIAN);
                int most = Math.min(side, 16_383);
                buffer.putShort(26, (short) most).putShort(28, (short) most);
            }
            case WEBP_LOSSLESS -> {
                buffer.order(java.nio.ByteOrder.LITTLE_ENDIAN);
                int most = Math.min(side, 16_384) - 1;
                buffer.putInt(21, most | most << 14);
            }
        }
        return file;
    }
}
