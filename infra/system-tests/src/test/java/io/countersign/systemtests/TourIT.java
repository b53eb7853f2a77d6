package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The README's tour, pasted into a shell, gives the answers that the README shows. */
@ExtendWith(SharedCountersign.class)
@Order(SharedCountersign.LAST)
class TourIT {
    private static final String END_OF_STEP = "-- end of step --";

    /** A block of shell, and the block of its answer where that follows at once. */
    private static final Pattern STEP = Pattern.compile("(?ms)^```sh\\n(.*?)^```\\n(?:```\\n(.*?)^```\\n)?");

    /** What differs from run to run: each is replaced by the same word in what the README shows and in what was answered. */
    private static final List<Pattern> VARYING = List.of(
            Pattern.compile("(?<=(acc|trunk|cred|key)[_-])[a-z0-9]{12}"),
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"));

    @TempDir
    private Path folder;

    @Test
    void everyStepAnswersAsTheReadmeShows(RunningCountersign running) throws IOException {
        for (String program : List.of("curl", "jq", "sipsak")) {
            Peer.assumeInstalled(program, program);
        }
        List<String> shown = new ArrayList<>();
        StringBuilder script = new StringBuilder();
        Matcher step = STEP.matcher(Files.readString(Checkout.root().resolve("README.md")));
        while (step.find()) {
            script.append(step.group(1)).append("echo; echo '").append(END_OF_STEP).append("'\n");
            shown.add(step.group(2) == null ? "" : step.group(2));
        }
        assertThat(shown).hasSizeGreaterThan(5);

        Path file = Files.writeString(folder.resolve("tour.sh"), onThisRun(script.toString(), running));
        String output = Peer.run(folder, List.of("bash", file.toString())).output();

        String[] answers = output.split(Pattern.quote(END_OF_STEP), -1);
        assertThat(answers).as(output).hasSize(shown.size() + 1);
        for (int i = 0; i < shown.size(); i++) {
            assertThat(normalized(answers[i])).as("answer of step %s", i + 1).matches(pattern(normalized(shown.get(i))));
        }
    }

    private static String onThisRun(String script, RunningCountersign running) {
        return script.replace("127.0.0.1:8080", "127.0.0.1:" + running.ports().api())
                .replace("127.0.0.1:5060", "127.0.0.1:" + running.ports().sip())
                .replace("data/operator.key", running.data().resolve("operator.key").toString());
    }

    /** Without what varies (the order of HTTP headers too), the remarks of sipsak on its own timing and empty lines. */
    private static String normalized(String text) {
        String same = text;
        for (Pattern varying : VARYING) {
            same = varying.matcher(same).replaceAll("varies");
        }
        return same.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("received last message"))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** An ellipsis stands for anything within a line. */
    private static Pattern pattern(String shown) {
        return Pattern.compile(List.of(shown.split("…", -1)).stream().map(Pattern::quote).collect(Collectors.joining(".+")));
    }
}
