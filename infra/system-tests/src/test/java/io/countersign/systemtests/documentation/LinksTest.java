package io.countersign.systemtests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each relative link of each document leads to a file that exists, and to a heading in it. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern ABSOLUTE = Pattern.compile("[a-z]+:.*");

    private final Repository repository = Repository.find();

    @Test
    void everyRelativeLinkResolves() {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path file : repository.sources(".md")) {
            for (String link : Repository.groups(LINK, repository.read(file))) {
                if (!ABSOLUTE.matcher(link).matches()) {
                    links++;
                    if (!resolves(file, link)) {
                        broken.add(repository.relative(file) + ": " + link);
                    }
                }
            }
        }

        assertThat(links).isPositive();
        assertThat(broken).as("links that lead nowhere, of %s", links).isEmpty();
    }

    private boolean resolves(Path from, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1
                || Repository.groups(HEADING, repository.read(target)).stream().map(LinksTest::anchor).anyMatch(parts[1]::equals);
    }

    /** As the usual viewers make it: lower case, spaces to hyphens, punctuation dropped. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }
}
