package io.countersign.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer for some seconds on the whole decision, which reaches all that the other targets do, from the kept corpus; with {@code -Plong} on
 * each target. In a process of its own: it instruments the classes, and ends the process on a finding. {@code run-fuzz.sh} does the same
 * for as long as one likes. Figures are printed.
 */
class FuzzBurstTest {
    private static final int BURST_SECONDS = 10;
    /** Jazzer takes seconds to find its hooks, on a busy machine half a minute. */
    private static final int TIMEOUT_SECONDS = 180;
    private static final int SEED = 20261127;
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
    private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ");

    @TempDir
    Path folder;

    static List<FuzzTarget> targets() {
        return Boolean.getBoolean("countersign.long") ? List.of(FuzzTarget.values()) : List.of(FuzzTarget.DECISION);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aBurstFindsNothing(FuzzTarget target) throws IOException, InterruptedException {
        Path log = folder.resolve("jazzer.log");
        Process process = new ProcessBuilder(command(target))
                .directory(Path.of("").toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("ended in time").isTrue();
        } finally {
            process.destroyForcibly();
        }

        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        List<MatchResult> done = DONE.matcher(output).results().toList();
        assertThat(done).as(output).hasSize(1);
        String coverage = COVERAGE.matcher(output).results().reduce((first, second) -> second).map(found -> found.group(1)).orElse("0");
        System.out.printf("fuzz: %s, %s inputs in %s s, %s edges covered, 0 findings%n", target.folder(), done.getFirst().group(1), done.getFirst().group(2), coverage);
        assertThat(Integer.parseInt(coverage)).as("the classes are instrumented").isPositive();
    }

    private List<String> command(FuzzTarget target) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.className(),
                "--instrumentation_includes=io.countersign.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + BURST_SECONDS,
                "-seed=" + SEED,
                Files.createDirectories(folder.resolve("found")).toString()));
        target.folders().forEach(kept -> command.add(kept.toString()));
        return command;
    }
}
