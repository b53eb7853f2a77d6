package io.countersign.standalone;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packages of the program stand above each other. */
class ArchitectureTest {
    private static final String ROOT = "io.countersign.standalone";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyPackageOfTheLayoutExists() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).map(name -> name.substring(ROOT.length())).collect(Collectors.toSet()))
                .contains("", ".child", ".demo", ".folder", ".frontdoor", ".key", ".nginx", ".option", ".program", ".rebuild", ".run");
    }

    /** The root package, with the program's entry, is a slice of its own. */
    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.countersign.(standalone..)").should().beFreeOfCycles().allowEmptyShould(false).check(CLASSES);
    }
}
