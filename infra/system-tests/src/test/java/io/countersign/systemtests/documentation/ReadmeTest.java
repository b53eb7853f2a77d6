package io.countersign.systemtests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README and the contracts name is there. */
class ReadmeTest {
    private static final Pattern CODE = Pattern.compile("`([^`\\s]+)`");
    private static final Pattern PATH_IN_REPOSITORY = Pattern.compile("[\\w.-]+(/[\\w.-]+)+/?");
    private static final Pattern ENVIRONMENT = Pattern.compile("\\b(COUNTERSIGN_[A-Z0-9_]+)\\b");
    private static final Pattern TEST = Pattern.compile("\\w+(Test|IT)");

    private final Repository repository = Repository.find();
    private final String readme = repository.read("README.md");

    @Test
    void moduleMapListsEveryModule() {
        assertThat(repository.modules()).isNotEmpty().allSatisfy(module -> assertThat(section("Module map")).contains("`" + module + "`"));
    }

    @Test
    void everyPathInTheIndexAndTheTablesExists() {
        List<String> paths = Stream.of("Module map", "Index of behaviours", "Standards")
                .flatMap(name -> Repository.groups(CODE, section(name)).stream())
                .filter(code -> PATH_IN_REPOSITORY.matcher(code).matches())
                .toList();

        assertThat(paths).isNotEmpty();
        assertThat(paths.stream().filter(path -> !Files.exists(repository.path(path)))).as("paths that don't exist").isEmpty();
    }

    @Test
    void everyTestNamedInTheReadmeExists() {
        Set<String> tests = repository.testClasses();
        List<String> named = Repository.groups(CODE, readme).stream().filter(code -> TEST.matcher(code).matches()).toList();

        assertThat(named).isNotEmpty();
        assertThat(named.stream().filter(test -> !tests.contains(test))).as("tests that don't exist").isEmpty();
    }

    @Test
    void everyTopicIsInTheArchitecturePage() {
        String architecture = repository.read("docs/reference/architecture.md");

        assertThat(Topics.all()).extracting(Topic::name).isNotEmpty().allSatisfy(name ->
                assertThat(architecture).contains("`" + name.replaceFirst("\\.g\\d+$", ".gN") + "`"));
    }

    @Test
    void everyEnvironmentVariableIsInTheRunPage() {
        Set<String> documented = new TreeSet<>(Repository.groups(ENVIRONMENT, repository.read("docs/reference/run.md")));
        Set<String> undocumented = new TreeSet<>();
        Stream.of(".yaml", ".java")
                .flatMap(ending -> repository.sources(ending).stream())
                .filter(file -> repository.relative(file).contains("src/main/"))
                .forEach(file -> undocumented.addAll(Repository.groups(ENVIRONMENT, repository.read(file))));
        assertThat(undocumented).isNotEmpty();

        undocumented.removeAll(documented);

        assertThat(undocumented).as("environment variables that docs/reference/run.md doesn't name").isEmpty();
    }

    private String section(String name) {
        return repository.section("README.md", name);
    }
}
