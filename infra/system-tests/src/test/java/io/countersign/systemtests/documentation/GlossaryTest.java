package io.countersign.systemtests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The glossary explains words that occur in names, each once, in order. */
class GlossaryTest {
    private static final Pattern ENTRY = Pattern.compile("(?m)^\\| ([A-Za-z0-9][A-Za-z0-9, ]*) \\| .+ \\|$");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Repository repository = Repository.find();

    @Test
    void everyWordOccursInAName() {
        Set<String> names = names();

        for (String word : words()) {
            String joined = word.replace(" ", "").toLowerCase(Locale.ROOT);
            assertThat(names.stream().anyMatch(name -> name.contains(joined))).as("a name with \"%s\"", word).isTrue();
        }
    }

    @Test
    void wordsAreInOrderAndNoneTwice() {
        List<String> words = words().stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();

        assertThat(words).isNotEmpty().doesNotHaveDuplicates();
        List<String> entries = entries().stream().map(entry -> entry.toLowerCase(Locale.ROOT)).toList();
        assertThat(entries).isSorted();
    }

    private List<String> entries() {
        List<String> entries = Repository.groups(ENTRY, repository.section("README.md", "Glossary"));
        return entries.stream().filter(entry -> !entry.equals("word")).toList();
    }

    private List<String> words() {
        return entries().stream().flatMap(entry -> Arrays.stream(entry.split(", "))).toList();
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        repository.sources(".java").stream()
                .filter(file -> repository.relative(file).contains("src/main/java/"))
                .forEach(file -> names.addAll(names(repository.read(file))));
        return names;
    }

    private static List<String> names(String source) {
        Matcher matcher = NAME.matcher(COMMENT.matcher(source).replaceAll(" "));
        List<String> names = new ArrayList<>();
        while (matcher.find()) {
            names.add(matcher.group().replace("_", "").toLowerCase(Locale.ROOT));
        }
        return names;
    }
}
