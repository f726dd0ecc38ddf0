package dev.tubeway.bench.micro;

import dev.tubeway.internal.display.ClipboardSink;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.DisplayOptions;
import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.imaging.JdkImaging;
import dev.tubeway.internal.imaging.JpegOptimizer;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageCoder.Encoded;
import dev.tubeway.spi.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A screen as a file, by what the gateway encodes with and by ImageIO.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncoderBenchmark {
    private static final int QUALITY = 80;

    /// What writes a file.
    public enum Encoder {
        /// Reading the screen is part of it: some 2 ms.
        PNG("PNG, gateway"),
        PNG_JDK_FAST("PNG, ImageIO at the gateway's level of compression"),
        PNG_JDK("PNG, ImageIO"),
        JPEG("JPEG at 80, gateway (libjpeg-turbo)"),
        JPEG_OPTIMIZED("JPEG at 80, gateway, with tables that fit"),
        JPEG_JDK("JPEG at 80, ImageIO"),
        WEBP("WebP at 80, gateway (libwebp)"),
        WEBP_LOSSLESS("WebP without loss, gateway (libwebp)");

        private final String title;

        Encoder(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    @Param
    Encoder encoder = Encoder.PNG;

    @Param
    Content content = Content.TEXT;

    private final Arena arena = Arena.ofShared();
    private final Display display =
            new Display(DisplayOptions.defaults().withSize(Content.WIDTH, Content.HEIGHT, 96), ClipboardSink.NONE);
    private final ImageCoder host = ImageCoders.host().open();
    private final ImageCoder jdk = new JdkImaging().open();
    private final ImageWriter png = ImageIO.getImageWritersByFormatName("png").next();
    private final BufferedImage image = new BufferedImage(Content.WIDTH, Content.HEIGHT, BufferedImage.TYPE_INT_RGB);
    private MemorySegment pixels = MemorySegment.NULL;

    @Setup
    public void setUp() {
        pixels = content.pixels(arena);
        byte[] memory = pixels.toArray(ValueLayout.JAVA_BYTE);
        int status = display.surfacePut(
                0, 0, 0, Content.WIDTH, Content.HEIGHT, PixelFormat.BGRX, 0, memory, 0, memory.length);
        if (status != Display.OK || display.frame() != Display.OK) {
            throw new IllegalStateException("not drawn: status=" + status);
        }
        image.setRGB(0, 0, Content.WIDTH, Content.HEIGHT, pixels.toArray(ValueLayout.JAVA_INT), 0, Content.WIDTH);
    }

    @TearDown
    public void tearDown() {
        host.close();
        jdk.close();
        png.dispose();
        display.close();
        arena.close();
    }

    /// Answers the file's bytes.
    @Benchmark
    public long encode() throws IOException {
        return switch (encoder) {
            case PNG -> display.screenshot().length;
            // The writer's levels are 9 at 0 down to 0 at 1.
            case PNG_JDK_FAST -> byImageIo(8 / 9f);
            case PNG_JDK -> byImageIo(-1);
            case JPEG -> by(host, ImageFormat.JPEG);
            case JPEG_OPTIMIZED -> optimized();
            case JPEG_JDK -> by(jdk, ImageFormat.JPEG);
            case WEBP -> by(host, ImageFormat.WEBP);
            case WEBP_LOSSLESS -> by(host, ImageFormat.WEBP_LOSSLESS);
        };
    }

    private long by(ImageCoder coder, ImageFormat format) {
        return ((Encoded) encoded(coder, format)).bytes().byteSize();
    }

    private ImageCoder.Encoding encoded(ImageCoder coder, ImageFormat format) {
        return coder.encode(format, pixels, Content.WIDTH, Content.HEIGHT, 4L * Content.WIDTH, QUALITY);
    }

    private long optimized() {
        byte[] file = ((Encoded) encoded(host, ImageFormat.JPEG)).bytes().toArray(ValueLayout.JAVA_BYTE);
        byte[] smaller = JpegOptimizer.optimize(file, 0, file.length);
        return smaller == null ? file.length : smaller.length;
    }

    private long byImageIo(float level) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageWriteParam param = png.getDefaultWriteParam();
        if (level >= 0) {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(level);
        }
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            png.setOutput(stream);
            png.write(null, new IIOImage(image, null, null), param);
        }
        return out.size();
    }

    /// The bytes of one file.
    public static long bytes(Encoder encoder, Content content) throws IOException {
        var once = new EncoderBenchmark();
        once.encoder = encoder;
        once.content = content;
        try {
            once.setUp();
            return once.encode();
        } finally {
            once.tearDown();
        }
    }
}
