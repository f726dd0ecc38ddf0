package dev.tubeway.server.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A line that a person edits: arrows, Home, End, Delete, and the usual control keys; arrows up and down
/// go through what was typed before.
final class DemoLine {
    private static final int LONGEST = 512;
    private static final int MOST_KEPT = 100;
    private static final Duration REST_OF_A_KEY = Duration.ofMillis(50);

    private final DemoTerminal terminal;
    private final List<String> before = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int cursor;

    DemoLine(DemoTerminal terminal) {
        this.terminal = terminal;
    }

    /// Reads a line; empty at Ctrl-D.
    Optional<String> read(String prompt) throws IOException {
        text.setLength(0);
        cursor = 0;
        int shown = before.size();
        terminal.show(prompt);
        while (true) {
            int key = terminal.key();
            switch (key) {
                case '\r', '\n' -> {
                    terminal.show("\n");
                    keep();
                    return Optional.of(text.toString());
                }
                case 3 -> {
                    terminal.show("^C\n" + prompt);
                    text.setLength(0);
                    cursor = 0;
                }
                case 4 -> {
                    if (text.isEmpty()) {
                        terminal.show("\n");
                        return Optional.empty();
                    }
                    delete(cursor, cursor + 1);
                }
                case 1 -> move(-cursor);
                case 5 -> move(text.length() - cursor);
                case 2 -> move(-1);
                case 6 -> move(1);
                case 8, 127 -> delete(cursor - 1, cursor);
                case 11 -> delete(cursor, text.length());
                case 21 -> delete(0, cursor);
                case 23 -> delete(word(), cursor);
                case 12 -> terminal.show("\u001b[H\u001b[2J" + prompt + text + back());
                case 27 -> shown = escape(shown);
                case DemoTerminal.RESIZED, DemoTerminal.NOTHING, 0, 9 -> {
                    // Nothing to edit.
                }
                default -> insert(key);
            }
        }
    }

    private void keep() {
        String line = text.toString().strip();
        if (!line.isEmpty() && (before.isEmpty() || !before.getLast().equals(line))) {
            before.add(line);
            if (before.size() > MOST_KEPT) {
                before.removeFirst();
            }
        }
    }

    private void insert(int first) throws IOException {
        if (first < 32) {
            return;
        }
        var bytes = new ByteArrayOutputStream();
        bytes.write(first);
        int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
        for (int i = 0; i < more; i++) {
            int next = terminal.key(REST_OF_A_KEY);
            if (next < 0x80) {
                return;
            }
            bytes.write(next);
        }
        String typed = bytes.toString(StandardCharsets.UTF_8);
        if (text.length() + typed.length() <= LONGEST) {
            text.insert(cursor, typed);
            cursor += typed.length();
            terminal.show(typed + rest());
        }
    }

    /// What comes after the cursor, and back again.
    private String rest() {
        return text.substring(cursor) + back();
    }

    private String back() {
        int count = text.length() - cursor;
        return count == 0 ? "" : "\u001b[" + count + "D";
    }

    private void move(int by) throws IOException {
        int to = Math.clamp(cursor + by, 0, text.length());
        if (to != cursor) {
            terminal.show("\u001b[" + Math.abs(to - cursor) + (to < cursor ? "D" : "C"));
            cursor = to;
        }
    }

    private void delete(int from, int to) throws IOException {
        if (from < 0 || to > text.length() || from >= to) {
            return;
        }
        move(from - cursor);
        text.delete(from, to);
        terminal.show("\u001b[K" + rest());
    }

    private int word() {
        int at = cursor;
        while (at > 0 && text.charAt(at - 1) == ' ') {
            at--;
        }
        while (at > 0 && text.charAt(at - 1) != ' ') {
            at--;
        }
        return at;
    }

    private void replace(String line) throws IOException {
        move(-cursor);
        text.replace(0, text.length(), line);
        cursor = text.length();
        terminal.show("\u001b[K" + line);
    }

    /// A key of several bytes; which of the lines before is shown.
    private int escape(int shown) throws IOException {
        int kind = terminal.key(REST_OF_A_KEY);
        if (kind != '[' && kind != 'O') {
            return shown;
        }
        int key = terminal.key(REST_OF_A_KEY);
        int number = 0;
        while (key >= '0' && key <= ';') {
            number = number * 10 + key - '0';
            key = terminal.key(REST_OF_A_KEY);
        }
        switch (key) {
            case 'A' -> {
                if (shown > 0) {
                    replace(before.get(shown - 1));
                    return shown - 1;
                }
            }
            case 'B' -> {
                if (shown < before.size()) {
                    replace(shown + 1 < before.size() ? before.get(shown + 1) : "");
                    return shown + 1;
                }
            }
            case 'C' -> move(1);
            case 'D' -> move(-1);
            case 'H' -> move(-cursor);
            case 'F' -> move(text.length() - cursor);
            case '~' -> {
                switch (number) {
                    case 1, 7 -> move(-cursor);
                    case 3 -> delete(cursor, cursor + 1);
                    case 4, 8 -> move(text.length() - cursor);
                    default -> {
                        // No key of a line.
                    }
                }
            }
            default -> {
                // No key of a line.
            }
        }
        return shown;
    }
}
