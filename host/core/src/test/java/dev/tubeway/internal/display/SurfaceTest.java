package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.internal.module.abi.Status;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurfaceTest {
    private final Display display = new Display(
            DisplayOptions.defaults()
                    .withSize(64, 48, 96)
                    .withMaxSurfaceBytes(1 << 20)
                    .withMaxSurfaces(3),
            ClipboardSink.NONE);

    @AfterEach
    void close() {
        display.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 332211ff, ff112233",
        "2, 112233ff, ff112233",
        "3, 332211ff, ff112233",
        "3, 33221100, ff000000",
        "3, ffffff80, ff808080",
        "4, 112233, ff112233",
        "5, 00f8, ffff0000",
        "5, e007, ff00ff00",
        "6, 007c, ffff0000",
        "6, 1f00, ff0000ff",
        "7, 7f, ff7f7f7f",
        "8, 80, ff000002",
        "9, c0, ff000004",
        "10, f0, ff000010",
        "11, ff, ff000100"
    })
    void readsEachFormat(int format, String bytes, String color) throws IOException {
        var palette = new byte[4 * 256];
        for (int i = 0; i < 256; i++) {
            ByteBuffer.wrap(palette).order(ByteOrder.LITTLE_ENDIAN).putInt(4 * i, i + 1);
        }
        assertEquals(Display.OK, display.surfacePalette(0, 0, palette, 0, palette.length));
        byte[] pixel = HexFormat.of().parseHex(bytes);
        assertEquals(Display.OK, display.surfacePut(0, 5, 6, 1, 1, format, 0, pixel, 0, pixel.length));
        assertEquals(color, Integer.toHexString(picture().getRGB(5, 6)));
        assertEquals(Status.INVALID, display.surfacePut(0, 5, 6, 1, 1, format, 0, pixel, 0, pixel.length - 1));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "3, 1", "7, 5", "64, 48", "61, 47"})
    void isBlackWhereNothingWasDrawn(int width, int height) throws IOException {
        assertEquals(Display.OK, display.surfaceSize(0, width, height));
        assertEquals(Display.OK, display.surfaceFill(0, 0, 0, 1, 1, 0xffffff));
        BufferedImage picture = picture();
        int[] expected = new int[width * height];
        Arrays.fill(expected, 0xff000000);
        expected[0] = 0xffffffff;
        assertArrayEquals(expected, picture.getRGB(0, 0, width, height, null, 0, width));
    }

    @Test
    void tellsOneColorFromOneAndAnother() {
        int[] pixels = new int[300];
        Arrays.fill(pixels, 10, 210, 7);
        assertTrue(PngEncoder.isSolid(pixels, 10, 200));
        assertTrue(PngEncoder.isSolid(pixels, 10, 1));
        for (int odd : new int[] {10, 11, 90, 208, 209}) {
            pixels[odd] = 8;
            assertFalse(PngEncoder.isSolid(pixels, 10, 200), "odd=" + odd);
            pixels[odd] = 7;
        }
        assertFalse(PngEncoder.isSolid(pixels, 9, 2));
        assertFalse(PngEncoder.isSolid(pixels, 209, 2));
    }

    /// A run takes the pixel as a number, a rectangle takes its bytes: both mean the same colour.
    @ParameterizedTest
    @ValueSource(ints = {PixelFormat.RGB565, PixelFormat.RGB555})
    void readsEveryPixelOf16Bits(int format) throws IOException {
        var bytes = new byte[2 * 64];
        ByteBuffer runs = ByteBuffer.allocate(8 * 64).order(ByteOrder.LITTLE_ENDIAN);
        for (int step = 0; step < 1 << 16; step += 64 * 37) {
            ByteBuffer pixels = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            runs.clear();
            for (int i = 0; i < 64; i++) {
                int pixel = (step + 37 * i) & 0xffff;
                pixels.putShort((short) pixel);
                runs.putInt(pixel).putInt(1);
            }
            assertEquals(Display.OK, display.surfacePut(0, 0, 0, 64, 1, format, 0, bytes, 0, bytes.length));
            assertEquals(Display.OK, display.surfaceRuns(0, 0, 1, 64, 1, format, runs.array(), 0, 8 * 64));
            BufferedImage picture = picture();
            assertArrayEquals(
                    picture.getRGB(0, 0, 64, 1, null, 0, 64), picture.getRGB(0, 1, 64, 1, null, 0, 64), "step=" + step);
        }
    }

    @Test
    void readsIndexesFromTheHighBitsOn() throws IOException {
        var palette = new byte[8];
        ByteBuffer.wrap(palette).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 0xffffff);
        assertEquals(Display.OK, display.surfacePalette(0, 0, palette, 0, 8));
        assertEquals(Display.OK, display.surfacePut(0, -1, 0, 9, 1, 8, 0, new byte[] {0b01010000, -128}, 0, 2));
        BufferedImage picture = picture();
        assertEquals(0xffffffff, picture.getRGB(0, 0));
        assertEquals(0xff000000, picture.getRGB(1, 0));
        assertEquals(0xffffffff, picture.getRGB(2, 0));
        assertEquals(0xffffffff, picture.getRGB(7, 0));
    }

    @Test
    void refusesWhatCannotBe() {
        var memory = new byte[64];
        int max = Integer.MAX_VALUE;
        assertEquals(Status.INVALID, display.surfacePut(9, 0, 0, 1, 1, 1, 0, memory, 0, 64));
        assertEquals(Status.INVALID, display.surfacePut(0, 0, 0, -1, 1, 1, 0, memory, 0, 64));
        assertEquals(Status.INVALID, display.surfacePut(0, 0, 0, 1, 1, 0, 0, memory, 0, 64));
        assertEquals(Status.INVALID, display.surfacePut(0, 0, 0, 1, 1, 12, 0, memory, 0, 64));
        assertEquals(Status.INVALID, display.surfacePut(0, 0, 0, 2, 1, 1, 7, memory, 0, 64));
        assertEquals(Status.INVALID, display.surfacePut(0, 0, 0, 1, 2, 1, -4, memory, 0, 64));
        assertEquals(Status.INVALID, display.surfacePut(0, 0, 0, max, max, 1, 0, memory, 0, 64));
        assertEquals(Status.INVALID, display.surfacePut(0, 0, 0, max, max, 8, max, memory, 0, 64));
        assertEquals(Display.OK, display.surfacePut(0, max, max, 1, 1, 1, 0, memory, 0, 64));
        assertEquals(Display.OK, display.surfacePut(0, Integer.MIN_VALUE, 0, 1, 1, 1, 0, memory, 0, 64));
        assertEquals(Display.OK, display.surfaceFill(0, -max, -max, max, max, 0));
        assertEquals(Status.INVALID, display.surfaceFill(0, 0, 0, Integer.MIN_VALUE, 1, 0));
        assertEquals(Display.OK, display.surfaceCopy(0, max, max, max, max, 0, -max, -max));
        assertEquals(Display.OK, display.surfaceCopy(0, -max, 0, max, max, 0, max, 0));
        assertEquals(Status.INVALID, display.surfaceCopy(0, 0, 0, 1, 1, 5, 0, 0));
        assertEquals(Status.INVALID, display.surfaceRects(0, memory, 0, 13));
        assertEquals(Status.INVALID, display.surfaceRuns(0, 0, 0, 1, 1, 1, memory, 0, 8));
        assertEquals(Status.INVALID, display.surfacePalette(0, 255, memory, 0, 8));
        assertEquals(Status.INVALID, display.surfaceSize(0, 0, 5));
        assertEquals(Status.INVALID, display.surfaceSize(0, 20_000, 5));
        assertEquals(Status.LIMIT, display.surfaceSize(0, 16_000, 16_000));
        assertEquals(Status.INVALID, display.surfaceFree(0));
        assertEquals(Status.INVALID, display.cursor(0, 0, 257, 1, 1, memory, 0, 64));
        assertEquals(Status.INVALID, display.cursor(2, 0, 2, 1, 1, memory, 0, 64));
    }

    @Test
    void limitsNumberAndMemoryOfSurfaces() {
        assertEquals(Status.LIMIT, display.surfaceNew(512, 512));
        int first = display.surfaceNew(300, 300);
        assertTrue(first > 0);
        assertEquals(Display.OK, display.surfaceFree(first));
        assertTrue(display.surfaceNew(1, 1) > 0);
        assertTrue(display.surfaceNew(1, 1) > 0);
        assertTrue(display.surfaceNew(1, 1) > 0);
        assertEquals(Status.LIMIT, display.surfaceNew(1, 1));
    }

    @Test
    void drawsRectsAndRuns() throws IOException {
        ByteBuffer rects = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        rects.putShort((short) -1)
                .putShort((short) 2)
                .putShort((short) 3)
                .putShort((short) 1)
                .putInt(0xff00ff00);
        rects.putShort((short) 60)
                .putShort((short) 47)
                .putShort((short) 9)
                .putShort((short) 9)
                .putInt(0xff0000ff);
        assertEquals(Display.OK, display.surfaceRects(0, rects.array(), 0, 24));
        ByteBuffer runs = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        runs.putInt(0x112233).putInt(3).putInt(0x445566).putInt(5);
        assertEquals(Display.OK, display.surfaceRuns(0, 10, 10, 4, 2, 1, runs.array(), 0, 16));
        assertEquals(Display.OK, display.surfaceRuns(0, -2, -1, 4, 2, 1, runs.array(), 0, 16));
        BufferedImage picture = picture();
        assertEquals(0xff00ff00, picture.getRGB(1, 2));
        assertEquals(0xff000000, picture.getRGB(2, 2));
        assertEquals(0xff0000ff, picture.getRGB(63, 47));
        assertEquals(0xff112233, picture.getRGB(12, 10));
        assertEquals(0xff445566, picture.getRGB(13, 10));
        assertEquals(0xff445566, picture.getRGB(10, 11));
        assertEquals(0xff445566, picture.getRGB(1, 0));
        assertEquals(0xff000000, picture.getRGB(2, 0));
    }

    @Test
    void drawsPngAndJpeg() throws IOException {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(0x336699));
        graphics.fillRect(0, 0, 8, 8);
        graphics.dispose();
        byte[] png = encoded(image, "png");
        assertEquals(Display.OK, display.surfacePutEncoded(0, 60, 0, 8, 8, Codec.PNG, png, 0, png.length));
        assertEquals(0xff336699, picture().getRGB(63, 7));
        byte[] jpeg = encoded(image, "jpg");
        assertEquals(Display.OK, display.surfacePutEncoded(0, 0, 0, 8, 8, Codec.JPEG, jpeg, 0, jpeg.length));
        assertEquals(0x33 / 255.0, (picture().getRGB(3, 3) >> 16 & 0xff) / 255.0, 0.02);
        assertEquals(Status.INVALID, display.surfacePutEncoded(0, 0, 0, 8, 8, Codec.JPEG, jpeg, 0, 30));
        assertEquals(Status.INVALID, display.surfacePutEncoded(0, 0, 0, 9, 8, Codec.PNG, png, 0, png.length));
        assertEquals(Status.INVALID, display.surfacePutEncoded(0, 0, 0, 8, 8, 9, png, 0, png.length));
        assertEquals(Status.UNSUPPORTED, display.surfacePutEncoded(0, 0, 0, 8, 8, Codec.WEBP, png, 0, 9));
    }

    /// A damaged image ends in a status, whatever is wrong with it.
    @Test
    void survivesDamagedImages() throws IOException {
        var random = new Random(7);
        for (String format : new String[] {"png", "jpg"}) {
            byte[] good = encoded(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), format);
            int codec = format.equals("png") ? Codec.PNG : Codec.JPEG;
            for (int i = 0; i < 300; i++) {
                byte[] bad = good.clone();
                for (int j = 0; j < 1 + i % 5; j++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
                int status = display.surfacePutEncoded(0, 0, 0, 40, 30, codec, bad, 0, bad.length);
                assertTrue(status == Display.OK || status == Status.INVALID, "status=" + status);
            }
        }
    }

    @Test
    void encodesEveryNumberOfColorsExactly() throws IOException {
        var encoder = new PngEncoder();
        for (int colors : new int[] {1, 2, 3, 4, 5, 16, 17, 255, 256, 257, 5000}) {
            for (int width : new int[] {1, 7, 8, 33}) {
                var random = new Random(colors);
                var pixels = new int[5 + width * 9];
                for (int i = 5; i < pixels.length; i++) {
                    pixels[i] = 0xff000000 | random.nextInt(colors) * 0x010305;
                }
                encoder.encode(pixels, 5, width, 9);
                BufferedImage read = ImageIO.read(new ByteArrayInputStream(encoder.bytes(), 0, encoder.length()));
                assertArrayEquals(
                        Arrays.copyOfRange(pixels, 5, pixels.length),
                        read.getRGB(0, 0, width, 9, null, 0, width),
                        "colors=" + colors + " width=" + width);
            }
        }
        encoder.end();
    }

    @Test
    void answersCancelledAfterItsEnd() {
        display.close();
        assertEquals(Status.CANCELLED, display.surfaceFill(0, 0, 0, 1, 1, 0));
        assertEquals(Status.CANCELLED, display.surfaceNew(1, 1));
        assertEquals(Status.CANCELLED, display.frame());
        assertEquals(64, display.width());
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        var out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out));
        return out.toByteArray();
    }

    /// Each of them would leave 400 kB if it left anything: 4 GB in the end.
    @Test
    void freesTheMemoryOfTenThousandSurfaces() throws IOException {
        try (var large = new Display(
                DisplayOptions.defaults().withSize(64, 48, 96).withMaxSurfaceBytes(1 << 20), ClipboardSink.NONE)) {
            for (int i = 0; i < 1_000; i++) {
                useASurface(large);
            }
            long before = residentBytes();
            for (int i = 0; i < 10_000; i++) {
                useASurface(large);
            }
            long grown = residentBytes() - before;
            assertTrue(grown < 1L << 30, "grown=" + grown);
        }
    }

    private static void useASurface(Display display) {
        int surface = display.surfaceNew(200, 200);
        assertTrue(surface > 0, "surface=" + surface);
        assertEquals(Display.OK, display.surfaceFill(surface, 0, 0, 200, 200, 0x123456));
        assertEquals(Display.OK, display.surfaceSize(surface, 250, 240));
        assertEquals(Display.OK, display.surfaceFree(surface));
    }

    private static long residentBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
        return Long.parseLong(pages[1]) << 12;
    }

    private BufferedImage picture() throws IOException {
        assertEquals(Display.OK, display.frame());
        return ImageIO.read(new ByteArrayInputStream(display.screenshot()));
    }
}
