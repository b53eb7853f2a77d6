package io.countersign.systemtests.distributed;

import io.countersign.systemtests.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The Docker engine of this machine, by its command line. */
public final class DockerEngine {
    private static final Duration SAYS_WITHIN = Duration.ofSeconds(10);

    private DockerEngine() {}

    /** Skips the test, and says so, where no engine answers. */
    public static void assumeRunning() {
        assumeWorks("docker", "info");
    }

    /** The same for Compose. */
    static void assumeComposeRuns() {
        assumeRunning();
        assumeWorks("docker", "compose", "version");
    }

    private static void assumeWorks(String... command) {
        boolean works;
        try {
            run(SAYS_WITHIN, Map.of(), List.of(command));
            works = true;
        } catch (UncheckedIOException | IllegalStateException e) {
            works = false;
        }
        if (!works) {
            String reason = "skipped: '" + String.join(" ", command) + "' does not work here (expected: a running Docker engine)";
            System.out.println(reason);
            Assumptions.abort(reason);
        }
    }

    /** Runs a command in the checkout; returns what it wrote to stdout, and throws when it fails or takes longer. */
    static String run(Duration within, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile("docker", ".out");
            Path errors = Files.createTempFile("docker", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(Checkout.root().toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly();
                }
                if (!ended || process.exitValue() != 0) {
                    throw new IllegalStateException(command + (ended ? " failed: " : " takes longer than " + within + ": ")
                            + Files.readString(output) + Files.readString(errors));
                }
                return Files.readString(output);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
