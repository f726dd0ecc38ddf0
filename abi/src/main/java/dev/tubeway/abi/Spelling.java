package dev.tubeway.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Names of the table as each language spells them, and text broken into lines.
final class Spelling {
    private Spelling() {}

    /// `surface_put` as `surfacePut`.
    static String camel(String name) {
        String pascal = pascal(name);
        return Character.toLowerCase(pascal.charAt(0)) + pascal.substring(1);
    }

    /// `surface_put` and `SURFACE_PUT` as `SurfacePut`.
    static String pascal(String name) {
        StringBuilder out = new StringBuilder();
        for (String word : name.toLowerCase(Locale.ROOT).split("_", -1)) {
            out.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return out.toString();
    }

    /// `PixelFormat` and `surface_put` as `PIXEL_FORMAT` and `SURFACE_PUT`.
    static String constant(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    /// `PixelFormat` as `pixel_format`.
    static String snake(String name) {
        return constant(name).toLowerCase(Locale.ROOT);
    }

    /// Text in lines that begin with a prefix and end before column 100.
    static String comment(String prefix, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(prefix);
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() >= 100) {
                lines.add(line.toString());
                line = new StringBuilder(prefix);
            } else if (line.length() > prefix.length()) {
                line.append(' ');
            }
            line.append(word);
        }
        lines.add(line.toString());
        return String.join("\n", lines) + "\n";
    }

    static String sentence(String text) {
        String start = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return start.endsWith(".") ? start : start + ".";
    }
}
