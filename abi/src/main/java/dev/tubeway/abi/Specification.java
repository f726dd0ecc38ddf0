package dev.tubeway.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The table for people: `versions/v1.md`.
final class Specification {
    private final Abi abi;

    Specification(Abi abi) {
        this.abi = abi;
    }

    String text() {
        StringBuilder out = new StringBuilder("""
                # The module ABI, version %1$d.%2$d

                Generated from `abi/tubeway-abi.json`; see `abi/README.md`.

                A module exports `%3$s() -> i32` and `%4$s`, holds its manifest in the custom section `%5$s`, and
                imports functions of the module `%6$s`.

                ## Rules

                """.formatted(
                        abi.major(), abi.minor(), abi.entry(), abi.memory(), abi.manifestSection(), abi.module()));
        abi.rules().forEach(rule -> out.append("- ").append(rule).append('\n'));
        out.append("\n## Statuses\n\n| name | value | meaning |\n|---|---|---|\n");
        for (Abi.Status status : abi.statuses()) {
            out.append("| `%s` | %d | %s |\n".formatted(status.name(), status.value(), status.doc()));
        }
        out.append("\n## Capabilities\n\n| name | gives |\n|---|---|\n");
        for (Abi.Capability capability : abi.capabilities()) {
            out.append("| `%s` | %s |\n".formatted(capability.name(), capability.doc()));
        }
        out.append("\n## Functions\n");
        for (Abi.Group group : abi.groups()) {
            out.append("\n### ")
                    .append(group.name())
                    .append("\n\n")
                    .append(group.doc())
                    .append('\n');
            abi.functions().stream()
                    .filter(function -> function.group().equals(group.name()))
                    .forEach(function -> function(out, function));
        }
        out.append("\n## Enums and flags\n");
        abi.enums().forEach(enumeration -> enumeration(out, enumeration));
        out.append("\n## Records\n");
        abi.records().forEach(layout -> layout(out, layout));
        out.append("\n## Reserved names\n\nFunctions: ")
                .append(quoted(abi.reserved().functions()));
        out.append(".\n\nCapabilities: ").append(quoted(abi.reserved().capabilities()));
        return out.append(".\n").toString();
    }

    private static void function(StringBuilder out, Abi.Function function) {
        List<String> parameters = new ArrayList<>();
        for (Abi.Argument argument : function.args()) {
            parameters.add(argument.isBuffer() ? argument.type() + " " + argument.name() : argument.name());
        }
        out.append(
                "\n#### `%s(%s)`\n\n%s\n\n".formatted(function.name(), String.join(", ", parameters), function.doc()));
        if (!function.args().isEmpty()) {
            out.append("| argument | type | meaning |\n|---|---|---|\n");
            for (Abi.Argument argument : function.args()) {
                out.append("| `%s` | %s | %s |\n".formatted(argument.name(), type(argument), argument.doc()));
            }
            out.append('\n');
        }
        out.append("Returns ").append(function.returns());
        if (!function.statuses().isEmpty()) {
            out.append("; ").append(quoted(function.statuses()));
        }
        out.append('.');
        if (function.capability() != null) {
            String when = function.capabilityWhen() == null ? "" : " when " + function.capabilityWhen();
            out.append(" Capability `%s`%s.".formatted(function.capability(), when));
        }
        out.append(" Since 1.").append(function.since()).append(".\n");
    }

    private static String type(Abi.Argument argument) {
        if (!argument.isBuffer()) {
            return argument.type() + link(argument.enumeration()) + link(argument.flags());
        }
        return "pointer, length; " + argument.content() + link(argument.record());
    }

    private static String link(@Nullable String name) {
        return name == null ? "" : " [" + name + "](#" + name.toLowerCase(java.util.Locale.ROOT) + ")";
    }

    private static void enumeration(StringBuilder out, Abi.Enumeration enumeration) {
        boolean capabilities = enumeration.values().stream().anyMatch(value -> value.capability() != null);
        out.append("\n### %s\n\n%s%s\n\n"
                .formatted(
                        enumeration.name(),
                        enumeration.doc(),
                        enumeration.flags() ? " Bits, which may be joined." : ""));
        out.append(
                capabilities
                        ? "| name | value | meaning | capability |\n|---|---|---|---|\n"
                        : "| name | value | meaning |\n|---|---|---|\n");
        for (Abi.Value value : enumeration.values()) {
            out.append("| `%s` | %d | %s |".formatted(value.name(), value.value(), value.doc()));
            if (capabilities) {
                out.append(value.capability() == null ? " |" : " `" + value.capability() + "` |");
            }
            out.append('\n');
        }
    }

    private void layout(StringBuilder out, Abi.Layout layout) {
        out.append("\n### %s\n\n%s %d bytes%s.\n\n| offset | field | type | meaning |\n|---|---|---|---|\n"
                .formatted(
                        layout.name(),
                        layout.doc(),
                        abi.size(layout),
                        layout.tail() == null ? "" : ", then the bytes of " + String.join(", ", layout.tail())));
        for (Abi.Field field : abi.fields(layout)) {
            out.append("| %d | `%s` | %s%s | %s |\n"
                    .formatted(abi.offset(layout, field), field.name(), field.type(), link(field.ref()), field.doc()));
        }
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }
}
