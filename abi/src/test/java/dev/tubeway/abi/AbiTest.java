package dev.tubeway.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a schema cannot say of the table: that its names refer to each other, and that numbers are used once.
class AbiTest {
    private final Abi abi;

    AbiTest() throws IOException {
        abi = Abi.read(GeneratedFilesTest.ROOT.resolve("abi/tubeway-abi.json"));
    }

    @Test
    void namesAreUsedOnce() {
        assertUnique(abi.functions().stream().map(Abi.Function::name).toList());
        assertUnique(abi.statuses().stream().map(Abi.Status::name).toList());
        assertUnique(Stream.concat(
                        abi.enums().stream().map(Abi.Enumeration::name),
                        abi.records().stream().map(Abi.Layout::name))
                .toList());
        assertUnique(
                Stream.concat(abi.functions().stream().map(Abi.Function::name), abi.reserved().functions().stream())
                        .toList());
    }

    @Test
    void numbersAreUsedOnce() {
        assertUnique(abi.statuses().stream().map(Abi.Status::value).toList());
        abi.enums()
                .forEach(enumeration -> assertUnique(
                        enumeration.values().stream().map(Abi.Value::value).toList()));
    }

    @Test
    void referencesAreKnown() {
        Set<String> enums = names(abi.enums().stream().map(Abi.Enumeration::name));
        enums.add("Status");
        Set<String> records = names(abi.records().stream().map(Abi.Layout::name));
        Set<String> statuses = names(abi.statuses().stream().map(Abi.Status::name));
        Set<String> capabilities = names(abi.capabilities().stream().map(Abi.Capability::name));
        Set<String> groups = names(abi.groups().stream().map(Abi.Group::name));
        for (Abi.Function function : abi.functions()) {
            assertTrue(groups.contains(function.group()), function.name());
            assertTrue(statuses.containsAll(function.statuses()), function.name());
            assertTrue(function.since() <= abi.minor(), function.name());
            assertTrue(function.capability() == null || capabilities.contains(function.capability()), function.name());
            for (Abi.Argument argument : function.args()) {
                Stream.of(argument.enumeration(), argument.flags())
                        .filter(name -> name != null)
                        .forEach(name -> assertTrue(enums.contains(name), function.name()));
                assertTrue(argument.record() == null || records.contains(argument.record()), function.name());
            }
        }
        abi.records().stream()
                .flatMap(layout -> layout.fields().stream())
                .forEach(field -> assertTrue(field.ref() == null || enums.contains(field.ref()), field.name()));
    }

    @Test
    void everyFunctionThatWaitsCanBeCancelled() {
        for (Abi.Function function : abi.functions()) {
            if (function.args().stream().anyMatch(argument -> argument.name().equals("timeout_ms"))) {
                assertTrue(function.statuses().containsAll(List.of("AGAIN", "CANCELLED")), function.name());
            }
        }
    }

    @Test
    void fieldsLieWhereTheirSizeWantsThem() {
        for (Abi.Layout layout : abi.records()) {
            for (Abi.Field field : abi.fields(layout)) {
                assertEquals(0, abi.offset(layout, field) % field.bytes(), layout.name() + "." + field.name());
            }
        }
    }

    private static Set<String> names(Stream<String> names) {
        return names.collect(Collectors.toCollection(TreeSet::new));
    }

    private static void assertUnique(List<?> values) {
        assertEquals(values.size(), new HashSet<>(values).size(), values::toString);
    }
}
