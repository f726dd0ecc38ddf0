package dev.tubeway.services.imaging;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.display.Images;
import dev.tubeway.internal.imaging.Effort;
import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import dev.tubeway.spi.TransportProvider.Finding;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Both coders together, as a host with this jar has them.
class HostImagesTest {
    private static final int ANSWER = 7;
    private static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final Picture PICTURE = new Picture(48, 30);

    @Test
    void codesWhatEitherCodes() {
        assertEquals(
                EnumSet.allOf(ImageFormat.class),
                EnumSet.copyOf(ImageCoders.host().decodes()));
        assertEquals(
                Set.of(ImageFormat.JPEG, ImageFormat.WEBP, ImageFormat.WEBP_LOSSLESS),
                ImageCoders.host().encodes());
        assertEquals("native before jdk", ImageCoders.host().name());
        assertEquals(
                new NativeImaging().diagnose().stream().map(Finding::subject).toList(),
                ImageCoders.host().diagnose().stream().map(Finding::subject).toList());
    }

    @ParameterizedTest
    @EnumSource(names = "PNG", mode = EnumSource.Mode.EXCLUDE)
    void drawsWhatAModulePutsOnASurface(ImageFormat format) {
        byte[] file = file(format, 85);
        byte[] memory = new byte[file.length + 7];
        System.arraycopy(file, 0, memory, 5, file.length);
        int codec = format == ImageFormat.JPEG ? Codec.JPEG : Codec.WEBP;
        int answered = Images.decode(codec, memory, 5, file.length, image -> {
            assertEquals(PICTURE.width(), image.width());
            assertEquals(PICTURE.height(), image.height());
            assertEquals(0xff, image.pixels().get(PIXEL, 4 * 7) >>> 24);
            if (format == ImageFormat.WEBP_LOSSLESS) {
                assertEquals(
                        0xff000000 | PICTURE.color(20, 9), image.pixels().get(PIXEL, 4L * (9 * PICTURE.width() + 20)));
            }
            return ANSWER;
        });
        assertEquals(ANSWER, answered);
        for (int length = 0; length < file.length - 1; length++) {
            assertEquals(Status.INVALID, decode(codec, memory, 5, length), "length=" + length);
        }
    }

    /// A JVM that may call no libraries has none, as far as it can tell.
    @Test
    void codesByTheJdkWhereThereAreNoLibraries() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--illegal-native-access=deny",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutLibraries.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.contains("[JPEG] 40 Unsupported[]"), said);
        assertTrue(said.contains("libturbojpeg") && said.contains("libwebp"), said);
    }

    /// Each scan goes over all pixels, and costs the sender nine bytes.
    @Test
    void doesNotGoOverALargeImageForAnyNumberOfTimes() {
        byte[] file = file(ImageFormat.JPEG, 85);
        int size = 2;
        while ((file[size + 1] & 0xff) != 0xc0) {
            size += 2 + ByteBuffer.wrap(file).getShort(size + 2);
        }
        ByteBuffer.wrap(file).putShort(size + 5, (short) 8000).putShort(size + 7, (short) 8000);
        MemorySegment once = MemorySegment.ofArray(file);
        assertEquals(64 << 20, Effort.mostPixels(ImageFormat.JPEG, once, 64 << 20));
        byte[] often = Arrays.copyOf(file, file.length + 2 * 99);
        for (int i = 0; i < 99; i++) {
            often[file.length + 2 * i] = (byte) 0xff;
            often[file.length + 2 * i + 1] = (byte) 0xda;
        }
        MemorySegment many = MemorySegment.ofArray(often);
        assertEquals((512 << 20) / 100, Effort.mostPixels(ImageFormat.JPEG, many, 64 << 20));
        assertEquals(64 << 20, Effort.mostPixels(ImageFormat.PNG, many, 64 << 20));
        assertEquals(1000, Effort.mostPixels(ImageFormat.JPEG, many, 1000));
        assertEquals(Status.INVALID, decode(Codec.JPEG, often, 0, often.length));
    }

    @Test
    void tellsOtherCodecsApart() {
        assertEquals(Status.UNSUPPORTED, decode(Codec.H264, new byte[9], 0, 9));
        assertEquals(Status.INVALID, decode(77, new byte[9], 0, 9));
        assertEquals(Status.INVALID, decode(Codec.PNG, new byte[9], 0, 9));
    }

    /// More threads than coders are kept: each has one of its own while it codes.
    @Test
    void codesInManyThreadsAtOnce() throws Exception {
        byte[] expected = file(ImageFormat.JPEG, 60);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<byte[]> encode = () -> {
                byte[] last = new byte[0];
                for (int i = 0; i < 30; i++) {
                    last = file(ImageFormat.JPEG, 60);
                    file(ImageFormat.WEBP_LOSSLESS, 60);
                }
                return last;
            };
            for (var done :
                    threads.invokeAll(Stream.generate(() -> encode).limit(16).toList())) {
                assertArrayEquals(expected, done.get());
            }
        }
    }

    @Test
    void keepsNoCoderThatHoldsMuch() {
        var large = new Picture(3000, 5000);
        var lent = new AtomicReference<ImageCoder>();
        byte[] file = ImageCoders.with(coder -> {
            lent.set(coder);
            var encoded = (ImageCoder.Encoded) coder.encode(
                    ImageFormat.JPEG, large.pixels(), large.width(), large.height(), 4L * large.width(), 30);
            assertTrue(coder.heldBytes() >= 60_000_000, "held=" + coder.heldBytes());
            return encoded.bytes().toArray(ValueLayout.JAVA_BYTE);
        });
        assertEquals(0, requireNonNull(lent.get()).heldBytes());
        assertEquals(ANSWER, decode(Codec.JPEG, Arrays.copyOf(file, file.length), 0, file.length));
    }

    private static int decode(int codec, byte[] memory, int offset, int length) {
        return Images.decode(codec, memory, offset, length, _ -> ANSWER);
    }

    private static byte[] file(ImageFormat format, int quality) {
        return ImageCoders.with(coder -> {
            var encoded = (ImageCoder.Encoded) coder.encode(
                    format, PICTURE.pixels(), PICTURE.width(), PICTURE.height(), 4L * PICTURE.width(), quality);
            return encoded.bytes().toArray(ValueLayout.JAVA_BYTE);
        });
    }
}
