package io.countersign.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The boundaries of this service. ArchUnit fails a rule that is about no class at all. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.countersign.query");

    @ParameterizedTest
    @ValueSource(strings = {"auth", "account", "trunk", "credential", "failure", "lockout", "registration", "schema", "event", "view", "streams", "peer", "rebuild"})
    void everyPackageOfTheLayoutExists(String name) {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName)).contains("io.countersign.query." + name);
    }

    @Test
    void foldsAndFactsArePure() {
        noClasses()
                .that().haveSimpleNameEndingWith("Fold")
                .or().haveSimpleNameEndingWith("Change")
                .or().resideInAPackage("io.countersign.query.event..")
                .should().dependOnClassesThat().resideInAnyPackage(
                        "org.springframework..", "io.countersign.rest..", "org.apache.kafka..", "reactor..",
                        "tools.jackson..", "com.fasterxml..", "java.util.concurrent..")
                .orShould().callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void everyReadModelHasAFold() {
        assertThat(CLASSES.stream().map(JavaClass::getSimpleName))
                .contains("AuthFold", "AccountFold", "TrunkFold", "CredentialFold", "RegistrationFold");
    }

    @Test
    void theAuthFoldKnowsNoWeb() {
        noClasses()
                .that().resideInAPackage("io.countersign.query.auth..")
                .should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "io.countersign.rest..")
                .check(CLASSES);
    }

    @Test
    void nobodyHereTouchesSecrets() {
        noClasses()
                .should().dependOnClassesThat().haveFullyQualifiedName("io.countersign.keysets.MasterKeyset")
                .orShould().dependOnClassesThat().resideInAPackage("io.countersign.schemas.secret..")
                .check(CLASSES);
    }

    @Test
    void readModelsDoNotReachIntoTheAuthFold() {
        noClasses()
                .that().resideInAnyPackage(
                        "io.countersign.query.account..", "io.countersign.query.trunk..", "io.countersign.query.credential..",
                        "io.countersign.query.failure..", "io.countersign.query.lockout..", "io.countersign.query.registration..", "io.countersign.query.view..", "io.countersign.query.streams..",
                        "io.countersign.query.event..")
                .should().dependOnClassesThat().resideInAPackage("io.countersign.query.auth..")
                .check(CLASSES);
    }
}
