package io.countersign.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {
    private static final String ROOT = "io.countersign.command.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.countersign.command");

    @ParameterizedTest
    @ValueSource(strings = {"decision", "account", "trunk"})
    void theDomainKnowsOnlyItselfAndPlainJava(String domain) {
        onlyPlainJava(domain).check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aggregate", "relay", "web", "secret", "execution"})
    void theRuleOfTheDomainIsBrokenByOtherPackages(String other) {
        assertThatThrownBy(() -> onlyPlainJava(other).check(CLASSES)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"decision", "account", "trunk", "aggregate", "execution", "idempotency", "relay", "secret", "web"})
    void eachPackageThatARuleNamesExists(String name) {
        assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals(ROOT + name))).isNotEmpty();
    }

    @Test
    void onlyTheThinClassesKnowAxon() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "aggregate")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.axonframework..")
                .check(CLASSES);
    }

    @Test
    void onlyTheRelaySendsToKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "relay")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void nothingButTheWiringKnowsTheWeb() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "aggregate", ROOT + "execution", ROOT + "idempotency", ROOT + "relay", ROOT + "secret")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "web", "org.springframework.web..", "io.countersign.rest..")
                .check(CLASSES);
    }

    private static ArchRule onlyPlainJava(String name) {
        return classes()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.jspecify..", "org.pcollections..", "io.countersign.digest",
                        ROOT + "decision", ROOT + "account", ROOT + "trunk");
    }
}
