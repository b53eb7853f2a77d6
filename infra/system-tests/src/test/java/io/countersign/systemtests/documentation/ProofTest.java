package io.countersign.systemtests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each test that docs/reference/proof.md names exists. */
class ProofTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

    private final Repository repository = Repository.find();

    @Test
    void everyNamedTestExists() {
        Map<String, String> sources = repository.sources(".java").stream()
                .filter(file -> repository.relative(file).contains("src/test/java/"))
                .collect(Collectors.toMap(ProofTest::className, repository::read, (one, other) -> one + other));
        List<String> missing = new ArrayList<>();
        int named = 0;
        Matcher tests = TEST.matcher(repository.read("docs/reference/proof.md"));
        while (tests.find()) {
            named++;
            if (!sources.getOrDefault(tests.group(1), "").contains("void " + tests.group(2) + "(")) {
                missing.add(tests.group());
            }
        }

        assertThat(named).isPositive();
        assertThat(missing).as("tests that aren't there, of %s", named).isEmpty();
    }

    private static String className(Path file) {
        return file.getFileName().toString().replace(".java", "");
    }
}
