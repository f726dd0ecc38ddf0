package dev.tubeway.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.tubeway.architecture.planted.internal.channel.LocksAMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.MonitorInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tubeway");
    private static final JavaClasses PLANTED =
            new ClassFileImporter().importPackages("dev.tubeway.architecture.planted");

    /// A rule with a name for people.
    record Rule(String name, Supplier<ArchRule> rule) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Rule> rules() {
        Stream<Rule> layout = Stream.of(
                new Rule("rooms point inwards", LayoutRules::roomsPointInwards),
                new Rule("the face knows only the doors", LayoutRules::theFaceKnowsOnlyTheDoors),
                new Rule(
                        "the protocol uses no socket, thread, clock or lock",
                        LayoutRules::theProtocolUsesNoSocketThreadClockOrLock),
                new Rule("the protocol has no synchronized methods", LayoutRules::theProtocolHasNoSynchronizedMethods),
                new Rule("the ABI knows nobody", LayoutRules::theAbiKnowsNobody),
                new Rule("names say something", LayoutRules::namesSaySomething));
        Stream<Rule> engines = LayoutRules.engines().stream()
                .sorted()
                .map(engine -> new Rule(
                        "in its rooms only: " + engine, () -> LayoutRules.enginesAreImportedInTheirRooms(engine)));
        return Stream.concat(layout, engines).toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holdsInTheLibrary(Rule rule) {
        rule.rule().get().check(CORE);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void findsThePlantedFault(Rule rule) {
        assertTrue(LayoutRules.isBrokenBy(rule.rule().get(), PLANTED), "the planted fault was not found");
    }

    @Test
    void theFaceIsSmall() {
        LayoutRules.theFaceIsSmall("dev.tubeway", LayoutRules.PUBLIC_TYPES).check(CORE);
    }

    @Test
    void aFaceThatIsTooLargeIsFound() {
        assertTrue(LayoutRules.isBrokenBy(LayoutRules.theFaceIsSmall("dev.tubeway", 3), CORE));
    }

    /// The rules above see calls and not the instructions of a synchronized block, so these are looked for.
    @Test
    void theProtocolLocksNoMonitor() {
        assertEquals(List.of(), lockers(Path.of("target/classes/dev/tubeway/internal/channel")));
    }

    @Test
    void aLockedMonitorIsFound() {
        String name = LocksAMonitor.class.getSimpleName() + ".class";
        assertEquals(
                List.of(name),
                lockers(Path.of("target/test-classes/dev/tubeway/architecture/planted/internal/channel")));
    }

    private static List<String> lockers(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> locks(parse(file)))
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean locks(ClassModel model) {
        return model.methods().stream()
                .flatMap(method -> method.code().stream())
                .anyMatch(code -> {
                    for (CodeElement element : code) {
                        if (element instanceof MonitorInstruction) {
                            return true;
                        }
                    }
                    return false;
                });
    }
}
