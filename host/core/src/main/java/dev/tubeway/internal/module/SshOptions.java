package dev.tubeway.internal.module;

import dev.tubeway.spi.SshChannel.Size;
import dev.tubeway.spi.SshChannel.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// The `name=value` lines that functions of SSH take; a name may come several times.
record SshOptions(List<Map.Entry<String, String>> lines) {
    private static final int MOST = 65_535;
    private static final String DEFAULT_TERMINAL = "xterm-256color";

    /// Empty where a line is none, or its name is not among the known.
    static Optional<SshOptions> parse(List<String> lines, Set<String> known) {
        var all = new ArrayList<Map.Entry<String, String>>();
        String name = "";
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals < 1 || !known.contains(line.substring(0, equals))) {
                // A private key has lines of its own.
                if (!name.equals("private-key")) {
                    return Optional.empty();
                }
                Map.Entry<String, String> before = all.removeLast();
                all.add(Map.entry(name, before.getValue() + "\n" + line));
                continue;
            }
            name = line.substring(0, equals);
            all.add(Map.entry(name, line.substring(equals + 1)));
        }
        return Optional.of(new SshOptions(List.copyOf(all)));
    }

    Optional<String> find(String name) {
        return lines.stream()
                .filter(line -> line.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    boolean isTrue(String name) {
        return find(name).filter("true"::equals).isPresent();
    }

    /// Empty where it is no number from 0 to 65535; 0 where it is left out.
    OptionalInt number(String name) {
        String text = find(name).orElse("0");
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : MOST + 1;
        return number <= MOST ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /// Environment variables; those that are none are left out.
    List<Map.Entry<String, String>> environment() {
        var variables = new ArrayList<Map.Entry<String, String>>();
        for (String each : all("env")) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                variables.add(Map.entry(each.substring(0, equals), each.substring(equals + 1)));
            }
        }
        return variables;
    }

    /// The terminal they describe, of 80 by 24 where they name no size.
    Terminal terminal() {
        return new Terminal(
                find("terminal").orElse(DEFAULT_TERMINAL),
                new Size(
                        size("columns", 80),
                        size("rows", 24),
                        number("width").orElse(0),
                        number("height").orElse(0)));
    }

    private int size(String name, int otherwise) {
        int number = number(name).orElse(0);
        return number == 0 ? otherwise : number;
    }
}
