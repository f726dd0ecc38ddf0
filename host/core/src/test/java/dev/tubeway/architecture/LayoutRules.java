package dev.tubeway.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/// The layout as rules. Packages are named by their ends, so that the same rules judge the planted faults.
///
/// Source: docs/adr/0006-rooms-and-their-checks.md.
final class LayoutRules {

    /// Engines that are rented, and the packages that may import them.
    private static final Map<String, String[]> ENGINES = Map.of(
            "net.openhft..", new String[] {"..internal.buffer", "..internal.channel"},
            "org.apache.fontbox..", new String[] {"..internal.display.font"},
            "org.apache.pdfbox..", new String[] {"..internal.display.font"},
            "org.jctools..", new String[] {"..internal.buffer", "..internal.tube"},
            "run.endive..", new String[] {"..internal.module.engine"},
            "tools.jackson..", new String[] {"..internal.module"});

    /// What a person calls whose class names say nothing.
    private static final String EMPTY_WORDS = ".*(Impl|Manager|Util|Utils|Helper|Helpers)|Abstract.*";

    /// Most top-level types of the public face.
    static final int PUBLIC_TYPES = 20;

    private LayoutRules() {}

    /// A byte's way, outermost room first; each room knows those after it, and buffer is under all. The
    /// ABI's table belongs to no room: it knows nobody, and display reads its numbers as module does.
    static ArchRule roomsPointInwards() {
        return layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("tube")
                .definedBy("..internal.tube..")
                .layer("channel")
                .definedBy("..internal.channel..")
                .layer("connection")
                .definedBy("..internal.connection..")
                .layer("conversation")
                .definedBy("..internal.conversation..")
                .layer("session")
                .definedBy("..internal.session..")
                .layer("module")
                .definedBy(resideInAPackage("..internal.module..")
                        .and(DescribedPredicate.not(resideInAPackage("..internal.module.abi"))))
                .layer("display")
                .definedBy("..internal.display..")
                .layer("imaging")
                .definedBy("..internal.imaging..")
                .layer("dial")
                .definedBy("..internal.dial..")
                .layer("guacamole")
                .definedBy("..internal.guacamole..")
                .layer("socket")
                .definedBy("..internal.socket..")
                .layer("thread")
                .definedBy("..internal.thread..")
                .layer("buffer")
                .definedBy("..internal.buffer..")
                .whereLayer("tube")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("channel")
                .mayOnlyBeAccessedByLayers("tube")
                .whereLayer("connection")
                .mayOnlyBeAccessedByLayers("tube", "channel")
                .whereLayer("conversation")
                .mayOnlyBeAccessedByLayers("tube", "channel", "connection")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("tube", "channel", "connection", "conversation")
                .whereLayer("module")
                .mayOnlyBeAccessedByLayers("tube", "channel", "connection", "conversation", "session")
                .whereLayer("display")
                .mayOnlyBeAccessedByLayers("session", "module")
                .whereLayer("imaging")
                .mayOnlyBeAccessedByLayers("tube", "module", "display")
                .whereLayer("dial")
                .mayOnlyBeAccessedByLayers("tube", "conversation", "session")
                .whereLayer("guacamole")
                .mayOnlyBeAccessedByLayers("conversation", "session", "module", "display")
                .whereLayer("socket")
                .mayOnlyBeAccessedByLayers("tube", "connection", "conversation", "session", "module")
                .whereLayer("thread")
                .mayOnlyBeAccessedByLayers("tube", "session", "module", "socket")
                .whereLayer("buffer")
                .mayOnlyBeAccessedByLayers(
                        "tube", "channel", "connection", "conversation", "session", "module", "display", "guacamole");
    }

    /// The face knows a few doors of the house, and nothing behind them.
    static ArchRule theFaceKnowsOnlyTheDoors() {
        Set<String> doors = Set.of("TubeRegistry", "SettingsReader", "ModuleStore");
        return noClasses()
                .that()
                .resideOutsideOfPackage("..internal..")
                .should()
                .dependOnClassesThat(resideInAPackage("..internal..")
                        .and(DescribedPredicate.describe(
                                "are no door", (JavaClass c) -> !doors.contains(c.getSimpleName()))));
    }

    /// The protocol is sans-io: it can be run by two peers in memory with a clock of their own.
    static ArchRule theProtocolUsesNoSocketThreadClockOrLock() {
        return noClasses()
                .that()
                .resideInAnyPackage("..internal.channel..", "..internal.guacamole..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.net..",
                                "java.nio.channels..",
                                "java.nio.file..",
                                "java.io..",
                                "java.util.concurrent..",
                                "dev.tubeway.spi..")
                        .or(DescribedPredicate.describe(
                                "are threads or clocks",
                                (JavaClass c) -> Set.of(
                                                "java.lang.Thread",
                                                "java.lang.Runnable",
                                                "java.time.Clock",
                                                "java.time.Instant",
                                                "java.util.Timer")
                                        .contains(c.getName()))))
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "reads a clock or waits",
                        (JavaCall<?> call) -> (call.getTargetOwner().isEquivalentTo(System.class)
                                        && Set.of("nanoTime", "currentTimeMillis")
                                                .contains(call.getName()))
                                || Set.of("wait", "notify", "notifyAll").contains(call.getName())));
    }

    static ArchRule theProtocolHasNoSynchronizedMethods() {
        return methods()
                .that()
                .areDeclaredInClassesThat(resideInAnyPackage("..internal.channel..", "..internal.guacamole.."))
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED)
                .allowEmptyShould(true);
    }

    /// An engine can be replaced where it is imported, and it is imported there only.
    static ArchRule enginesAreImportedInTheirRooms(String engine) {
        return noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage(ENGINES.get(engine))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(engine)
                .allowEmptyShould(true);
    }

    static Set<String> engines() {
        return ENGINES.keySet();
    }

    /// The ABI's table is generated for whoever runs modules, and knows nobody.
    static ArchRule theAbiKnowsNobody() {
        return noClasses()
                .that()
                .resideInAPackage("..internal.module.abi")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.tubeway..")
                        .and(DescribedPredicate.not(resideInAPackage("..internal.module.abi"))));
    }

    static ArchRule namesSaySomething() {
        return classes().should().haveNameNotMatching("(.*[.$])?(" + EMPTY_WORDS.replace(".*", "[A-Za-z0-9]*") + ")");
    }

    /// What is public can be learned in an afternoon.
    static ArchRule theFaceIsSmall(String face, int most) {
        return classes()
                .that(resideInAPackage(face)
                        .and(modifier(JavaModifier.PUBLIC))
                        .and(DescribedPredicate.describe("are top-level", JavaClass::isTopLevelClass)))
                .should(new CountCondition(most));
    }

    private static final class CountCondition extends com.tngtech.archunit.lang.ArchCondition<JavaClass> {
        private final int most;
        private int count;

        CountCondition(int most) {
            super("be at most " + most);
            this.most = most;
        }

        @Override
        public void init(java.util.Collection<JavaClass> all) {
            count = all.size();
        }

        @Override
        public void check(JavaClass item, com.tngtech.archunit.lang.ConditionEvents events) {
            events.add(new SimpleConditionEvent(item, count <= most, item.getName() + " is one of " + count));
        }
    }

    /// Whether a rule finds a fault in these classes.
    static boolean isBrokenBy(ArchRule rule, JavaClasses classes) {
        return rule.allowEmptyShould(true).evaluate(classes).hasViolation();
    }
}
