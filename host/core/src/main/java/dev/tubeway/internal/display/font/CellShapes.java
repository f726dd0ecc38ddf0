package dev.tubeway.internal.display.font;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Characters that must meet the cell's edges exactly, so that neighbours join: lines, blocks, braille,
/// triangles.
///
/// Source: Unicode, Box Drawing, Block Elements, Braille Patterns; Powerline's private characters.
final class CellShapes {
    private static final byte FULL = Glyph.LEVELS - 1;

    /// Of U+2500 to U+257F the weight of the arms left, up, right, down: 0 none, 1 light, 2 heavy, 3
    /// double.
    private static final String ARMS = "1010 2020 0101 0202 0000 0000 0000 0000 "
            + "0000 0000 0000 0000 0011 0021 0012 0022 "
            + "1001 2001 1002 2002 0110 0120 0210 0220 "
            + "1100 2100 1200 2200 0111 0121 0211 0112 "
            + "0212 0221 0122 0222 1101 2101 1201 1102 "
            + "1202 2201 2102 2202 1011 2011 1021 2021 "
            + "1012 2012 1022 2022 1110 2110 1120 2120 "
            + "1210 2210 1220 2220 1111 2111 1121 2121 "
            + "1211 1112 1212 2211 1221 2112 1122 2221 "
            + "2122 2212 1222 2222 0000 0000 0000 0000 "
            + "3030 0303 0031 0013 0033 3001 1003 3003 "
            + "0130 0310 0330 3100 1300 3300 0131 0313 "
            + "0333 3101 1303 3303 3031 1013 3033 3130 "
            + "1310 3330 3131 1313 3333 0000 0000 0000 "
            + "0000 0000 0000 0000 1000 0100 0010 0001 "
            + "2000 0200 0020 0002 1020 0102 2010 0201 ";
    private static final int DOUBLE = 3;

    private final int width;
    private final int height;
    private final int light;
    private final byte[] out;

    private CellShapes(int width, int height) {
        this.width = width;
        this.height = height;
        this.light = Math.max(1, Math.round(width / 10f));
        this.out = new byte[width * height];
    }

    /// The shape of a character that is drawn to the cell, or null.
    static @Nullable Glyph of(int code, int width, int height) {
        boolean known = (code >= 0x2500 && code <= 0x259f)
                || (code >= 0x2800 && code <= 0x28ff)
                || (code >= 0xe0b0 && code <= 0xe0b3);
        if (!known) {
            return null;
        }
        var shapes = new CellShapes(width, height);
        if (code <= 0x257f) {
            shapes.box(code);
        } else if (code <= 0x259f) {
            shapes.block(code);
        } else if (code <= 0x28ff) {
            shapes.braille(code - 0x2800);
        } else {
            shapes.triangle(code);
        }
        return new Glyph(width, height, shapes.out);
    }

    private int thickness(int weight) {
        return weight == 2 ? light + 2 : light;
    }

    private int arm(int code, int side) {
        return ARMS.charAt((code - 0x2500) * 5 + side) - '0';
    }

    private void box(int code) {
        switch (code) {
            case 0x2504, 0x2505 -> dashes(3, code == 0x2505 ? 2 : 1, true);
            case 0x2506, 0x2507 -> dashes(3, code == 0x2507 ? 2 : 1, false);
            case 0x2508, 0x2509 -> dashes(4, code == 0x2509 ? 2 : 1, true);
            case 0x250a, 0x250b -> dashes(4, code == 0x250b ? 2 : 1, false);
            case 0x254c, 0x254d -> dashes(2, code == 0x254d ? 2 : 1, true);
            case 0x254e, 0x254f -> dashes(2, code == 0x254f ? 2 : 1, false);
            case 0x256d -> arc(1, 1);
            case 0x256e -> arc(-1, 1);
            case 0x256f -> arc(-1, -1);
            case 0x2570 -> arc(1, -1);
            case 0x2571 -> diagonal(true);
            case 0x2572 -> diagonal(false);
            case 0x2573 -> {
                diagonal(true);
                diagonal(false);
            }
            default -> arms(arm(code, 0), arm(code, 1), arm(code, 2), arm(code, 3));
        }
    }

    /// Draws the four arms, each as far as its neighbours need it.
    private void arms(int left, int up, int right, int down) {
        horizontal(left, up, right, down, false);
        horizontal(right, up, left, down, true);
        vertical(up, left, down, right, false);
        vertical(down, left, up, right, true);
    }

    private void horizontal(int weight, int up, int opposite, int down, boolean mirrored) {
        if (weight == 0) {
            return;
        }
        int gap = light + 1;
        int middle = (height - light) / 2;
        if (weight == DOUBLE) {
            bar(middle - gap, light, reach(up, opposite, down, width), mirrored);
            bar(middle + gap, light, reach(down, opposite, up, width), mirrored);
        } else {
            int thick = thickness(weight);
            int reach = single(up, opposite, down, width);
            bar((height - thick) / 2, thick, reach, mirrored);
        }
    }

    private void vertical(int weight, int left, int opposite, int right, boolean mirrored) {
        if (weight == 0) {
            return;
        }
        int gap = light + 1;
        int middle = (width - light) / 2;
        if (weight == DOUBLE) {
            post(middle - gap, light, reach(left, opposite, right, height), mirrored);
            post(middle + gap, light, reach(right, opposite, left, height), mirrored);
        } else {
            int thick = thickness(weight);
            post((width - thick) / 2, thick, single(left, opposite, right, height), mirrored);
        }
    }

    /// How far a line of a double arm goes from its edge, in pixels: to the near or the far line of
    /// what it meets.
    private int reach(int near, int opposite, int far, int length) {
        int centre = (length - light) / 2;
        int gap = light + 1;
        if (near == DOUBLE) {
            return centre - gap + light;
        }
        if (opposite != 0) {
            return centre + light;
        }
        if (far == DOUBLE) {
            return centre + gap + light;
        }
        int thick = thickness(Math.max(near, far));
        return (length - thick) / 2 + thick;
    }

    private int single(int one, int opposite, int other, int length) {
        int centre = (length - light) / 2;
        int gap = light + 1;
        if (one == DOUBLE && other == DOUBLE) {
            return opposite == 0 ? centre - gap + light : centre + light;
        }
        if (one == DOUBLE || other == DOUBLE) {
            return opposite == 0 ? centre + gap + light : centre + light;
        }
        int thick = thickness(Math.max(Math.max(one, other), 1));
        return (length - thick) / 2 + thick;
    }

    private void bar(int y, int thick, int reach, boolean mirrored) {
        // Mirrored, the middle of an even width lies on the other side: the reach grows by what is left
        // over.
        int from = mirrored ? width - reach - odd(width) : 0;
        fill(from, y, mirrored ? width : reach, y + thick);
    }

    private void post(int x, int thick, int reach, boolean mirrored) {
        int from = mirrored ? height - reach - odd(height) : 0;
        fill(x, from, x + thick, mirrored ? height : reach);
    }

    private int odd(int length) {
        return (length - light) % 2;
    }

    private void dashes(int count, int weight, boolean lying) {
        int thick = thickness(weight);
        int length = lying ? width : height;
        for (int i = 0; i < count; i++) {
            int from = i * length / count;
            int to = (i + 1) * length / count;
            int gap = Math.max(1, (to - from) / 3);
            if (lying) {
                fill(from, (height - thick) / 2, to - gap, (height - thick) / 2 + thick);
            } else {
                fill((width - thick) / 2, from, (width - thick) / 2 + thick, to - gap);
            }
        }
    }

    /// A rounded corner between two sides, given by the direction of each: 1 right or down, −1 left or
    /// up.
    private void arc(int sideX, int sideY) {
        int firstX = (width - light) / 2;
        int firstY = (height - light) / 2;
        double middleX = firstX + light / 2.0;
        double middleY = firstY + light / 2.0;
        double radius = Math.min(width, height) / 2.0;
        double centreX = middleX + sideX * radius;
        double centreY = middleY + sideY * radius;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double dx = x + 0.5 - centreX;
                double dy = y + 0.5 - centreY;
                double distance;
                if (dx * sideX > 0) {
                    distance = dy * sideY > 0 ? 9 : Math.abs(y + 0.5 - middleY);
                } else if (dy * sideY > 0) {
                    distance = Math.abs(x + 0.5 - middleX);
                } else {
                    distance = Math.abs(Math.hypot(dx, dy) - radius);
                }
                cover(x, y, light / 2.0 + 0.5 - distance);
            }
        }
    }

    private void diagonal(boolean rising) {
        double length = Math.hypot(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double fromLeft = rising ? width - x - 0.5 : x + 0.5;
                double distance = Math.abs(fromLeft * height - (y + 0.5) * width) / length;
                cover(x, y, light / 2.0 + 0.5 - distance);
            }
        }
    }

    private void cover(int x, int y, double amount) {
        int level = (int) Math.round(Math.clamp(amount, 0.0, 1.0) * FULL);
        out[y * width + x] = (byte) Math.max(out[y * width + x], level);
    }

    private void block(int code) {
        switch (code) {
            case 0x2580 -> fill(0, 0, width, eighths(height, 4));
            case 0x2590 -> fill(eighths(width, 4), 0, width, height);
            case 0x2591 -> Arrays.fill(out, (byte) 4);
            case 0x2592 -> Arrays.fill(out, (byte) 8);
            case 0x2593 -> Arrays.fill(out, (byte) 12);
            case 0x2594 -> fill(0, 0, width, Math.max(1, eighths(height, 1)));
            case 0x2595 -> fill(width - Math.max(1, eighths(width, 1)), 0, width, height);
            default -> {
                if (code <= 0x2588) {
                    fill(0, height - Math.max(1, eighths(height, code - 0x2580)), width, height);
                } else if (code <= 0x258f) {
                    fill(0, 0, Math.max(1, eighths(width, 0x2590 - code)), height);
                } else {
                    quadrants(code);
                }
            }
        }
    }

    /// Bits of U+2596 to U+259F: upper left, upper right, lower left, lower right.
    private void quadrants(int code) {
        int bits = new int[] {4, 8, 1, 13, 9, 7, 11, 2, 6, 14}[code - 0x2596];
        int x = eighths(width, 4);
        int y = eighths(height, 4);
        if ((bits & 1) != 0) {
            fill(0, 0, x, y);
        }
        if ((bits & 2) != 0) {
            fill(x, 0, width, y);
        }
        if ((bits & 4) != 0) {
            fill(0, y, x, height);
        }
        if ((bits & 8) != 0) {
            fill(x, y, width, height);
        }
    }

    private void braille(int dots) {
        int size = Math.max(1, Math.round(width / 5f));
        for (int dot = 0; dot < 8; dot++) {
            if ((dots >> dot & 1) != 0) {
                int column = dot < 6 ? dot / 3 : dot - 6;
                int row = dot < 6 ? dot % 3 : 3;
                int x = (2 * column + 1) * width / 4 - size / 2;
                int y = (2 * row + 1) * height / 8 - size / 2;
                fill(x, y, x + size, y + size);
            }
        }
    }

    private void triangle(int code) {
        boolean right = code <= 0xe0b1;
        boolean solid = code == 0xe0b0 || code == 0xe0b2;
        for (int y = 0; y < height; y++) {
            double edge = width * (1 - Math.abs((y + 0.5) * 2 / height - 1));
            for (int x = 0; x < width; x++) {
                double fromBase = right ? x : width - 1 - x;
                double inside = edge - fromBase;
                cover(x, y, solid ? inside : light / 2.0 + 0.5 - Math.abs(inside - 0.5));
            }
        }
    }

    private static int eighths(int length, int count) {
        return Math.round(length * count / 8f);
    }

    private void fill(int left, int top, int right, int bottom) {
        for (int y = Math.max(top, 0); y < Math.min(bottom, height); y++) {
            for (int x = Math.max(left, 0); x < Math.min(right, width); x++) {
                out[y * width + x] = FULL;
            }
        }
    }
}
