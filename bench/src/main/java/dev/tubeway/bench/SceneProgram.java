package dev.tubeway.bench;

import java.awt.Color;
import java.awt.Font;
import java.awt.Frame;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// An X client that shows a [Scene] until it is ended; the scene is its argument.
///
/// It draws without waiting for anybody, at so many frames a second; a film has a few frames that come again and again.
final class SceneProgram {
    static final int WIDTH = 1920;
    static final int HEIGHT = 1080;
    static final int FRAMES_A_SECOND = 25;

    private static final int LINE = 18;
    private static final int BOXES = 12;
    private static final int BOX = 120;
    private static final int FILM_FRAMES = 8;

    private static final int SEED = 11;

    private final Random random = new Random(SEED);
    private final Graphics2D screen;

    private SceneProgram(Graphics2D screen) {
        this.screen = screen;
    }

    /// Draws one frame.
    private interface Drawing {
        void draw(int frame);
    }

    public static void main(String[] arguments) {
        var window = new Frame();
        window.setUndecorated(true);
        window.setBounds(0, 0, WIDTH, HEIGHT);
        window.setBackground(Color.DARK_GRAY);
        window.setVisible(true);
        Graphics2D screen = (Graphics2D) window.getGraphics();
        new SceneProgram(screen).show(Scene.valueOf(arguments[0]));
    }

    private void show(Scene scene) {
        Drawing drawing = switch (scene) {
            case TEXT -> text();
            case BOXES -> boxes();
            case FILM, WHOLE -> film(filmOf(scene));
        };
        long next = System.nanoTime();
        for (int frame = 0; ; frame++) {
            drawing.draw(frame);
            Toolkit.getDefaultToolkit().sync();
            next += 1_000_000_000L / FRAMES_A_SECOND;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private Drawing text() {
        screen.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 14));
        return frame -> {
            screen.copyArea(0, LINE, WIDTH, HEIGHT - LINE, 0, -LINE);
            screen.setColor(Color.BLACK);
            screen.fillRect(0, HEIGHT - LINE, WIDTH, LINE);
            screen.setColor(Color.LIGHT_GRAY);
            var words = new StringBuilder("line ").append(frame);
            while (words.length() < 180) {
                words.append(' ').append(Integer.toString(random.nextInt(1 << 30), 36));
            }
            screen.drawString(words.toString(), 4, HEIGHT - 5);
        };
    }

    private Drawing boxes() {
        int[] x = random.ints(BOXES, 0, WIDTH - BOX).toArray();
        int[] y = random.ints(BOXES, 0, HEIGHT - BOX).toArray();
        int[] byX = random.ints(BOXES, 3, 12).toArray();
        int[] byY = random.ints(BOXES, 3, 12).toArray();
        return frame -> {
            for (int i = 0; i < BOXES; i++) {
                screen.setColor(Color.DARK_GRAY);
                screen.fillRect(x[i], y[i], BOX, BOX);
                byX[i] = x[i] + byX[i] < 0 || x[i] + byX[i] > WIDTH - BOX ? -byX[i] : byX[i];
                byY[i] = y[i] + byY[i] < 0 || y[i] + byY[i] > HEIGHT - BOX ? -byY[i] : byY[i];
                x[i] += byX[i];
                y[i] += byY[i];
                screen.setColor(Color.getHSBColor(i / (float) BOXES, 0.7f, 0.9f));
                screen.fillRect(x[i], y[i], BOX, BOX);
                screen.setColor(Color.WHITE);
                screen.drawString("box " + i, x[i] + 40, y[i] + 64);
            }
        };
    }

    private Drawing film(Rectangle where) {
        List<BufferedImage> frames = film(where.width, where.height);
        return frame -> screen.drawImage(frames.get(frame % frames.size()), where.x, where.y, null);
    }

    /// Where the film of a scene is shown.
    static Rectangle filmOf(Scene scene) {
        return scene == Scene.WHOLE ? new Rectangle(WIDTH, HEIGHT) : new Rectangle(640, 360, 640, 360);
    }

    /// The frames of a film of this size, which are the same each time.
    static List<BufferedImage> film(int width, int height) {
        var grain = new Random(SEED);
        return IntStream.range(0, FILM_FRAMES)
                .mapToObj(frame -> clouds(width, height, frame, grain))
                .toList();
    }

    /// Clouds that drift, with a film's grain.
    private static BufferedImage clouds(int width, int height, int frame, Random grain) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = Math.sin((x + 9 * frame) / 47.0) + Math.cos((y - 7 * frame) / 61.0);
                int level = (int) (128 + 45 * wave) + grain.nextInt(7);
                image.setRGB(x, y, level << 16 | (255 - level) << 8 | (level / 2 + 40));
            }
        }
        return image;
    }
}
