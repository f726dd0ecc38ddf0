package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.abi.Codec;
import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// A client of another making: it reads the text of instructions and draws them with Java2D.
public final class Canvas {
    private final Map<Integer, BufferedImage> layers = new HashMap<>();
    private final Map<Integer, Picture> streams = new HashMap<>();
    private @Nullable Rectangle path;

    /// Of all instructions in their order.
    final List<String> opcodes = new ArrayList<>();

    /// Of all images in their order.
    public final List<String> imageTypes = new ArrayList<>();

    public long lastSync;
    public long lastFrames;
    int lastWidth;
    int lastHeight;
    int bytes;
    String name = "";
    int @Nullable [] cursor;
    private int[] cursorPixels = {};

    /// Where somebody else moved the pointer, and the buttons.
    List<Integer> pointer = List.of();

    private record Picture(String type, int mask, int layer, int x, int y, ByteArrayOutputStream bytes) {}

    /// Applies what a view has written, and empties the writer.
    public void draw(InstructionWriter writer) {
        ByteBuffer from = writer.bytes();
        bytes += from.remaining();
        String text = StandardCharsets.UTF_8.decode(from).toString();
        writer.clear();
        int at = 0;
        var elements = new ArrayList<String>();
        while (at < text.length()) {
            int dot = text.indexOf('.', at);
            int length = Integer.parseInt(text, at, dot, 10);
            int end = text.offsetByCodePoints(dot + 1, length);
            elements.add(text.substring(dot + 1, end));
            if (text.charAt(end) == ';') {
                apply(elements);
                elements.clear();
            }
            at = end + 1;
        }
        assertEquals(List.of(), elements, "the last instruction is whole");
    }

    /// Applies one instruction: its opcode and its arguments.
    public void apply(List<String> elements) {
        opcodes.add(elements.getFirst());
        List<String> words = elements.subList(1, elements.size());
        switch (elements.getFirst()) {
            case "size" -> size(number(words, 0), number(words, 1), number(words, 2));
            case "rect" -> path = new Rectangle(number(words, 1), number(words, 2), number(words, 3), number(words, 4));
            case "cfill" -> fill(words);
            case "copy" -> copy(words);
            case "img" -> {
                imageTypes.add(words.get(3));
                streams.put(
                        number(words, 0),
                        new Picture(
                                words.get(3),
                                number(words, 1),
                                number(words, 2),
                                number(words, 4),
                                number(words, 5),
                                new ByteArrayOutputStream()));
            }
            case "blob" -> {
                byte[] part = Base64.getDecoder().decode(words.get(1));
                assertTrue(part.length <= 6048, "bytes of a blob=" + part.length);
                Objects.requireNonNull(streams.get(number(words, 0))).bytes.writeBytes(part);
            }
            case "end" -> image(Objects.requireNonNull(streams.remove(number(words, 0))));
            case "cursor" -> {
                int[] numbers = words.stream().mapToInt(Integer::parseInt).toArray();
                int width = numbers[5];
                cursorPixels = layer(numbers[2]).getRGB(numbers[3], numbers[4], width, numbers[6], null, 0, width);
                cursor = numbers;
            }
            case "mouse" -> pointer = words.stream().map(Integer::valueOf).toList();
            case "name" -> name = words.getFirst();
            case "sync" -> {
                lastSync = Long.parseLong(words.getFirst());
                lastFrames = Long.parseLong(words.get(1));
            }
            default -> throw new AssertionError("no client knows this: " + elements);
        }
    }

    private static int number(List<String> words, int i) {
        return Integer.parseInt(words.get(i));
    }

    private void size(int layer, int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        BufferedImage old = layers.put(layer, image);
        if (old != null) {
            Graphics2D graphics = image.createGraphics();
            graphics.drawImage(old, 0, 0, null);
            graphics.dispose();
        }
    }

    private Graphics2D graphics(int layer) {
        return Objects.requireNonNull(layers.get(layer)).createGraphics();
    }

    private void fill(List<String> words) {
        Graphics2D graphics = graphics(number(words, 1));
        graphics.setColor(new Color(number(words, 2), number(words, 3), number(words, 4), number(words, 5)));
        graphics.fill(Objects.requireNonNull(path));
        graphics.dispose();
        path = null;
    }

    private void copy(List<String> words) {
        BufferedImage from = Objects.requireNonNull(layers.get(number(words, 0)));
        int width = number(words, 3);
        int height = number(words, 4);
        int[] pixels = from.getRGB(number(words, 1), number(words, 2), width, height, null, 0, width);
        BufferedImage to = Objects.requireNonNull(layers.get(number(words, 6)));
        to.setRGB(number(words, 7), number(words, 8), width, height, pixels, 0, width);
    }

    private void image(Picture picture) {
        try {
            BufferedImage image = decoded(picture.type, picture.bytes.toByteArray());
            lastWidth = image.getWidth();
            lastHeight = image.getHeight();
            Graphics2D graphics = graphics(picture.layer);
            if (picture.mask == 12) {
                graphics.setComposite(AlphaComposite.Src);
            }
            graphics.drawImage(image, picture.x, picture.y, null);
            graphics.dispose();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The mouse pointer's picture, `0xAARRGGBB`, row by row; empty before there is one.
    public int[] cursorPixels() {
        return cursorPixels.clone();
    }

    /// Of WebP the JDK knows nothing.
    private static BufferedImage decoded(String type, byte[] file) throws IOException {
        if (!type.equals("image/webp")) {
            return ImageIO.read(new ByteArrayInputStream(file));
        }
        var images = new ArrayList<BufferedImage>();
        int status = Images.decode(Codec.WEBP, file, 0, file.length, decoded -> {
            int[] pixels = decoded.pixels().toArray(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
            var image = new BufferedImage(decoded.width(), decoded.height(), BufferedImage.TYPE_INT_ARGB);
            image.setRGB(0, 0, decoded.width(), decoded.height(), pixels, 0, decoded.width());
            images.add(image);
            return Display.OK;
        });
        assertEquals(Display.OK, status, type);
        return images.getFirst();
    }

    /// What is to be seen.
    public BufferedImage picture() {
        return layer(0);
    }

    BufferedImage layer(int number) {
        return Objects.requireNonNull(layers.get(number));
    }

    /// What is to be seen, `0xAARRGGBB`.
    public int[] pixels() {
        BufferedImage image = layer(0);
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
