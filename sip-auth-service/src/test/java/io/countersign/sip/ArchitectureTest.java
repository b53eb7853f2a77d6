package io.countersign.sip;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The boundaries inside the service. A rule can't pass on nothing: every named package is proved to exist. */
class ArchitectureTest {
    private static final String ROOT = "io.countersign.sip";
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);

    @ParameterizedTest
    @ValueSource(strings = {"message", "transport", "tls", "challenge", "decision", "account", "registrar", "lockout", "usage", "report"})
    void everyNamedPackageHasClasses(String name) {
        assertThat(CLASSES.containPackage(ROOT + "." + name)).isTrue();
        assertThat(CLASSES.getPackage(ROOT + "." + name).getClasses()).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "challenge", "decision", "registrar", "lockout", "usage"})
    void theHotPathKnowsNoFrameworkAndNoBroker(String name) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.apache.kafka..", "org.apache.avro..", "io.netty..", "reactor..", "io.countersign.kafka..", "io.countersign.rest..")
                .check(CLASSES);
    }

    @Test
    void onlyTheTransportAndItsCertificatesKnowNetty() {
        noClasses().that().resideOutsideOfPackages(ROOT + ".transport", ROOT + ".tls").should().dependOnClassesThat().resideInAPackage("io.netty..").check(CLASSES);
    }

    /** But its parser of PEM, which knows every form of key that is about. */
    @Test
    void onlyTheRootKnowsSpring() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.springframework..", "io.micrometer..")
                        .and(DescribedPredicate.not(resideInAPackage("org.springframework.boot.ssl.pem"))))
                .check(CLASSES);
    }

    @Test
    void certificatesDependOnNothingElseOfOurs() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".tls")
                .should()
                .dependOnClassesThat(resideInAPackage("io.countersign..").and(DescribedPredicate.not(resideInAPackage(ROOT + ".tls"))))
                .check(CLASSES);
    }

    @Test
    void messagesAreTheGround() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".message")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".transport", ROOT + ".challenge", ROOT + ".decision", ROOT + ".account", ROOT + ".registrar", ROOT + ".lockout", ROOT + ".usage", ROOT + ".report")
                .check(CLASSES);
    }

    @Test
    void challengesDependOnNothingOfOurs() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".challenge")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + ".challenge", "java..", "javax.crypto..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void aJudgementReachesTheOutsideOnlyByItsPorts() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".decision")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT, ROOT + ".report")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".decision")
                .should()
                .dependOnClassesThat()
                .haveSimpleName("LiveAccounts")
                .check(CLASSES);
    }
}
