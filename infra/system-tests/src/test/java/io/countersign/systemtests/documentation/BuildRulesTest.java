package io.countersign.systemtests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules of the build that no build step of its own enforces. */
class BuildRulesTest {
    private static final int JAVA = 25;
    private static final Pattern OWN_DEPENDENCY =
            Pattern.compile("<groupId>io\\.countersign</groupId>\\s*<artifactId>([\\w-]+)</artifactId>");
    private static final List<String> SERVICES = List.of("command-service", "query-service", "sip-auth-service");
    private static final List<String> BELOW_THE_SERVICES = List.of(
            "schemas", "sip-digest", "infra/keysets", "infra/kafka-support", "infra/embedded", "infra/rest-support");

    private final Repository repository = Repository.find();

    @Test
    void testsRunOnTheJavaThatTheSourcesAreWrittenFor() {
        assertThat(Runtime.version().feature()).isEqualTo(JAVA);
        assertThat(repository.read("pom.xml"))
                .contains("<maven.compiler.release>" + JAVA + "</maven.compiler.release>")
                .contains("<version>[" + JAVA + "," + (JAVA + 1) + ")</version>");
    }

    @Test
    void mavenIsNotBroughtAlong() {
        assertThat(List.of("mvnw", "mvnw.cmd", ".mvn/wrapper"))
                .allSatisfy(wrapper -> assertThat(Files.exists(repository.path(wrapper))).as(wrapper).isFalse());
        assertThat(repository.read("pom.xml")).contains("<requireMavenVersion><version>[3.8,)</version></requireMavenVersion>");
    }

    @Test
    void formatIsCheckedWithoutParsingJava() {
        String pom = repository.read("pom.xml");

        assertThat(pom).contains("<artifactId>spotless-maven-plugin</artifactId>");
        assertThat(pom).doesNotContain("<googleJavaFormat", "<palantirJavaFormat", "<eclipse>", "<cleanthat", "<removeUnusedImports");
    }

    @Test
    void serviceAndWhatIsBelowDependOnNoService() {
        assertThat(repository.modules()).containsAll(SERVICES).containsAll(BELOW_THE_SERVICES);
        for (String module : repository.modules()) {
            if (SERVICES.contains(module) || BELOW_THE_SERVICES.contains(module)) {
                assertThat(ownDependencies(module)).as("dependencies of %s", module).doesNotContainAnyElementsOf(SERVICES);
            }
        }
    }

    @Test
    void queryServiceTouchesNoSecret() {
        assertThat(ownDependencies("query-service")).isNotEmpty().doesNotContain("sip-digest");
        assertThat(mainSources("query-service")).isNotEmpty().allSatisfy(file ->
                assertThat(repository.read(file)).doesNotContain("MasterKeyset", "CREDENTIAL_SECRETS", "SealedSecret"));
    }

    @Test
    void firstStageOfSipUsesNoSipStack() {
        for (String part : List.of("transport", "message", "challenge", "decision", "account", "registrar", "lockout", "usage")) {
            assertThat(mainSources("sip-auth-service/src/main/java/io/countersign/sip/" + part)).isNotEmpty().allSatisfy(file ->
                    assertThat(repository.read(file)).doesNotContain("import javax.sip", "import gov.nist"));
        }
    }

    private List<Path> mainSources(String folder) {
        return repository.sources(".java").stream()
                .filter(file -> repository.relative(file).startsWith(folder + "/"))
                .filter(file -> repository.relative(file).contains("/src/main/java/"))
                .toList();
    }

    private List<String> ownDependencies(String module) {
        String pom = repository.read(module + "/pom.xml");
        int dependencies = pom.indexOf("<dependencies>");
        return dependencies < 0 ? List.of() : Repository.groups(OWN_DEPENDENCY, pom.substring(dependencies));
    }
}
