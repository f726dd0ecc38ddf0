package dev.tubeway.server.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A shell of a few commands.
///
/// Threading: one session's thread.
final class DemoShell {
    private static final String PROMPT = "\u001b[1;32mdemo\u001b[0m:\u001b[1;34m~\u001b[0m$ ";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int NOT_FOUND = 127;
    private static final int MOST_LINES = 1_000_000;
    private static final String HELP = """
            help            this text
            echo TEXT       says it
            ls [FOLDER]     lists made-up files
            cat FILE        shows one
            colours         16 colours, 256, and a rainbow
            clock           the time, until a key is pressed
            top             made-up processes, until a key is pressed
            size            columns and rows of your terminal
            lines N         N lines, to see how fast they come
            clear           clears the screen
            exit [STATUS]   leaves
            """;

    private final DemoTerminal terminal;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private Optional<Integer> exit = Optional.empty();

    DemoShell(DemoTerminal terminal) {
        this.terminal = terminal;
    }

    /// Talks to the person until they leave; the exit status.
    int run() throws IOException {
        terminal.show("Welcome to the demo. Type \u001b[1mhelp\u001b[0m to see what there is.\n\n");
        var line = new DemoLine(terminal);
        int status = 0;
        while (exit.isEmpty()) {
            Optional<String> typed = line.read(PROMPT);
            if (typed.isEmpty()) {
                return status;
            }
            status = runOne(typed.get());
        }
        return exit.get();
    }

    /// Runs one command; its exit status.
    int runOne(String line) throws IOException {
        List<String> words = Arrays.stream(line.strip().split("\\s+", -1)).toList();
        String first = words.getFirst();
        String rest = line.strip().substring(first.length()).strip();
        return switch (first) {
            case "" -> 0;
            case "help", "?" -> say(HELP);
            case "echo" -> say(rest + "\n");
            case "ls", "dir" -> list(rest);
            case "cat" -> cat(rest);
            case "colours", "colors" -> colours();
            case "clock" -> clock();
            case "top" -> top();
            case "size" -> say(terminal.columns() + " x " + terminal.rows() + "\n");
            case "lines" -> lines(rest);
            case "clear" -> say("\u001b[H\u001b[2J\u001b[3J");
            case "whoami" -> say("demo\n");
            case "pwd" -> say("/\n");
            case "exit", "logout", "quit" -> leave(rest);
            default -> {
                say(first + ": no such command; try help\n");
                yield NOT_FOUND;
            }
        };
    }

    private int say(String text) throws IOException {
        terminal.show(text);
        return 0;
    }

    private int leave(String status) throws IOException {
        int code = status.matches("[0-9]{1,3}") ? Math.min(255, Integer.parseInt(status)) : 0;
        exit = Optional.of(code);
        say("Good bye.\n");
        return code;
    }

    private int list(String folder) throws IOException {
        List<String> names = DemoFiles.list(folder);
        if (names.isEmpty()) {
            say("ls: " + folder + ": no such folder\n");
            return 1;
        }
        var text = new StringBuilder();
        for (String name : names) {
            text.append(name.endsWith("/") ? "\u001b[1;34m" + name + "\u001b[0m" : name)
                    .append('\n');
        }
        return say(text.toString());
    }

    private int cat(String file) throws IOException {
        Optional<String> text = DemoFiles.read(file);
        say(text.orElse("cat: " + file + ": no such file\n"));
        return text.isPresent() ? 0 : 1;
    }

    private int lines(String count) throws IOException {
        int most = count.matches("[0-9]{1,7}") ? Math.min(MOST_LINES, Integer.parseInt(count)) : 100;
        var text = new StringBuilder();
        for (int i = 1; i <= most; i++) {
            text.append("line ").append(i).append(" of ").append(most).append('\n');
            if (text.length() > 8192 || i == most) {
                terminal.show(text.toString());
                text.setLength(0);
            }
        }
        return 0;
    }

    private int colours() throws IOException {
        var text = new StringBuilder();
        for (int bright = 0; bright < 2; bright++) {
            for (int colour = 0; colour < 8; colour++) {
                text.append("\u001b[")
                        .append(bright == 0 ? 40 + colour : 100 + colour)
                        .append("m   \u001b[0m");
            }
            text.append('\n');
        }
        for (int colour = 16; colour < 232; colour++) {
            text.append("\u001b[48;5;").append(colour).append("m  \u001b[0m");
            if ((colour - 15) % 36 == 0) {
                text.append('\n');
            }
        }
        int wide = Math.max(1, Math.min(72, terminal.columns() - 1));
        for (int i = 0; i < wide; i++) {
            double turn = 2 * Math.PI * i / wide;
            text.append("\u001b[48;2;")
                    .append(wave(turn))
                    .append(';')
                    .append(wave(turn + 2 * Math.PI / 3))
                    .append(';')
                    .append(wave(turn + 4 * Math.PI / 3))
                    .append("m \u001b[0m");
        }
        return say(text.append('\n').toString());
    }

    private static int wave(double turn) {
        return (int) Math.round(127.5 * (1 + Math.sin(turn)));
    }

    private int clock() throws IOException {
        do {
            terminal.show("\r\u001b[K" + time() + "   (any key ends it)");
        } while (!pressed());
        return say("\n");
    }

    private static String time() {
        return LocalTime.now(ZoneId.systemDefault()).format(TIME);
    }

    /// Waits a second; whether a key was pressed.
    private boolean pressed() throws IOException {
        int key = terminal.key(SECOND);
        return key != DemoTerminal.NOTHING && key != DemoTerminal.RESIZED;
    }

    private int top() throws IOException {
        long began = System.nanoTime();
        terminal.show("\u001b[?1049h\u001b[?25l");
        try {
            do {
                terminal.show(processes(began));
            } while (!pressed());
        } finally {
            terminal.show("\u001b[?25h\u001b[?1049l");
        }
        return 0;
    }

    private String processes(long began) {
        var text = new StringBuilder("\u001b[H");
        text.append("top - ")
                .append(time())
                .append(" up ")
                .append(Duration.ofNanos(System.nanoTime() - began).toSeconds())
                .append(" s, nothing here is real (any key ends it)\u001b[K\n\u001b[K\n\u001b[7m")
                .append(padded("  PID  CPU%  MEM%  COMMAND", terminal.columns()))
                .append("\u001b[0m\n");
        List<String> names = List.of("tubeway", "river", "hills", "boats", "ferryman", "weather");
        for (int i = 0; i < Math.min(names.size(), Math.max(0, terminal.rows() - 4)); i++) {
            text.append("%5d %5.1f %5.1f  %s\u001b[K\n"
                    .formatted(100 + 7 * i, random.nextDouble() * 100 / (i + 2), 8.0 / (i + 1), names.get(i)));
        }
        return text.append("\u001b[J").toString();
    }

    private static String padded(String text, int columns) {
        String cut = text.length() > columns ? text.substring(0, columns) : text;
        return cut + " ".repeat(Math.max(0, columns - cut.length()));
    }
}
