package dev.tubeway.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tubeway.server");

    @Test
    void onlyOnePackageKnowsTheWebServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.tubeway.server.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.helidon..", "io.micrometer..")
                .check(classes);
    }

    @Test
    void onlyOnePackageKnowsTheCommandLineLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.tubeway.server.cli", "dev.tubeway.server")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(classes);
    }

    @Test
    void onlyServicesKnowTheSshLibrary() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.sshd..")
                .check(classes);
    }

    @Test
    void onlyServicesKnowTheLibraryOfAnonymousTls() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(classes);
    }

    @Test
    void nothingReachesIntoTheCore() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tubeway.internal..")
                .check(classes);
    }

    @Test
    void roomsDoNotDependOnEachOtherInCircles() {
        SlicesRuleDefinition.slices()
                .matching("dev.tubeway.server.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
