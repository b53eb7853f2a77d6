package io.countersign.systemtests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each decision has one number, the form that docs/reference/style.md asks for, and a test that exists. */
class DecisionRecordsTest {
    private static final Pattern FILE = Pattern.compile("\\d{4}(-[a-z0-9]+)+\\.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final List<String> HEADINGS =
            List.of("Context", "Decision", "Consequences", "Alternatives", "Confirmation");

    private final Repository repository = Repository.find();
    private final List<Path> records = repository.sources(".md").stream()
            .filter(file -> repository.relative(file).startsWith("ADR/"))
            .toList();

    /** Not that they have no hole: numbers are given out before the records are written. */
    @Test
    void noNumberIsUsedTwice() {
        List<Integer> numbers = new ArrayList<>();
        for (Path file : records) {
            assertThat(file.getFileName().toString()).matches(FILE);
            numbers.add(Integer.valueOf(file.getFileName().toString().substring(0, 4)));
        }

        assertThat(numbers).isNotEmpty().doesNotHaveDuplicates();
    }

    @Test
    void everyRecordHasDateStatusAndAllHeadings() {
        for (Path file : records) {
            String text = repository.read(file);

            assertThat(text).as(file.toString()).containsPattern("(?m)^- Date: \\d{4}-\\d{2}-\\d{2}$");
            assertThat(text).as(file.toString()).containsPattern("(?m)^- Status: (accepted|superseded by ADR \\d{4})$");
            assertThat(Repository.groups(HEADING, text)).as(file.toString()).isEqualTo(HEADINGS);
        }
    }

    @Test
    void everyRecordStartsWithItsNumberAndTitle() {
        for (Path file : records) {
            String name = file.getFileName().toString();
            String title = repository.read(file).lines().findFirst().orElse("");

            assertThat(title).as(file.toString()).startsWith("# " + name.substring(0, 4) + ". ");
            String slug = title.substring(8).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            assertThat(name).isEqualTo(name.substring(0, 5) + slug + ".md");
        }
    }

    @Test
    void everyConfirmationNamesATestThatExists() {
        List<String> missing = new ArrayList<>();
        for (Path file : records) {
            String text = repository.read(file);
            List<String> tests = Repository.groups(TEST, text.substring(text.indexOf("## Confirmation")));

            assertThat(tests).as("tests named in the Confirmation of %s", file).isNotEmpty();
            tests.stream()
                    .filter(test -> !repository.testClasses().contains(test))
                    .forEach(test -> missing.add(repository.relative(file) + ": " + test));
        }

        assertThat(missing).as("tests that are named and don't exist").isEmpty();
    }
}
