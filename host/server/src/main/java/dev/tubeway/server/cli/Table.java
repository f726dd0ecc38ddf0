package dev.tubeway.server.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// Prints columns.
final class Table {
    private Table() {}

    static void print(PrintStream out, List<String> header, List<List<String>> rows) {
        List<List<String>> lines = new ArrayList<>(rows);
        lines.addFirst(header);
        print(out, lines);
    }

    /// Without a header.
    static void print(PrintStream out, List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> measure(widths, row));
        rows.forEach(row -> line(out, widths, row));
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static void line(PrintStream out, int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i));
            if (i < widths.length - 1) {
                line.repeat(' ', widths[i] - row.get(i).length() + 2);
            }
        }
        out.println(line.toString().stripTrailing());
    }
}
