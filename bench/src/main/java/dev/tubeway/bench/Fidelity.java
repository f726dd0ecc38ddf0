package dev.tubeway.bench;

import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/// How near a client's picture of a film is to the film: what it was told is drawn once it has ended, so that drawing
/// slows nobody down.
///
/// Threading: one thread.
final class Fidelity {
    private static final String SCREEN = "0";

    /// One of so many rows is compared.
    private static final int ROWS = 8;

    /// As much as 8 bits can tell, and more than any image that lost something.
    private static final double EXACT_DECIBELS = 99;

    private final Rectangle where;
    private final List<BufferedImage> film;
    private final BufferedImage picture =
            new BufferedImage(SceneProgram.WIDTH, SceneProgram.HEIGHT, BufferedImage.TYPE_INT_RGB);
    private final Map<String, Image> images = new HashMap<>();

    /// An image on its way.
    private record Image(String layer, int x, int y, ByteArrayOutputStream file) {}

    Fidelity(Scene scene) {
        this.where = SceneProgram.filmOf(scene);
        this.film = SceneProgram.film(where.width, where.height);
    }

    /// The median over all frames of the PSNR against the nearest frame of the film, dB. The first frames count only
    /// once
    /// the whole film was drawn.
    double decibels(Collection<List<String>> instructions) throws IOException {
        var all = new ArrayList<Double>();
        Graphics2D pen = picture.createGraphics();
        try {
            for (List<String> instruction : instructions) {
                if (instruction.getFirst().equals("sync")) {
                    all.add(nearest());
                } else {
                    draw(pen, instruction);
                }
            }
        } finally {
            pen.dispose();
        }
        List<Double> whole =
                all.subList(all.size() / 3, all.size()).stream().sorted().toList();
        if (whole.isEmpty()) {
            throw new IOException("no frame of the film came");
        }
        return whole.get(whole.size() / 2);
    }

    private void draw(Graphics2D pen, List<String> instruction) throws IOException {
        switch (instruction.getFirst()) {
            case "img" ->
                images.put(
                        instruction.get(1),
                        new Image(
                                instruction.get(3),
                                Integer.parseInt(instruction.get(5)),
                                Integer.parseInt(instruction.get(6)),
                                new ByteArrayOutputStream()));
            case "blob" -> {
                Image image = images.get(instruction.get(1));
                if (image != null) {
                    image.file.writeBytes(Base64.getDecoder().decode(instruction.get(2)));
                }
            }
            case "end" -> {
                Image image = images.remove(instruction.get(1));
                if (image != null && image.layer.equals(SCREEN)) {
                    pen.drawImage(
                            ImageIO.read(new ByteArrayInputStream(image.file.toByteArray())), image.x, image.y, null);
                }
            }
            case "copy" -> {
                if (instruction.get(1).equals(SCREEN) && instruction.get(7).equals(SCREEN)) {
                    int[] at = instruction.subList(2, 6).stream()
                            .mapToInt(Integer::parseInt)
                            .toArray();
                    int toX = Integer.parseInt(instruction.get(8));
                    int toY = Integer.parseInt(instruction.get(9));
                    pen.copyArea(at[0], at[1], at[2], at[3], toX - at[0], toY - at[1]);
                }
            }
            default -> {}
        }
    }

    private double nearest() {
        return Collections.max(film.stream().map(this::decibels).toList());
    }

    private double decibels(BufferedImage frame) {
        long sum = 0;
        long count = 0;
        int[] shown = new int[where.width];
        int[] meant = new int[where.width];
        for (int y = 0; y < where.height; y += ROWS) {
            picture.getRGB(where.x, where.y + y, where.width, 1, shown, 0, where.width);
            frame.getRGB(0, y, where.width, 1, meant, 0, where.width);
            for (int x = 0; x < where.width; x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    int difference = (shown[x] >> shift & 0xff) - (meant[x] >> shift & 0xff);
                    sum += (long) difference * difference;
                    count++;
                }
            }
        }
        return sum == 0 ? EXACT_DECIBELS : 10 * Math.log10(255.0 * 255.0 * count / sum);
    }
}
