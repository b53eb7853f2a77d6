package io.countersign.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A SIP program of Debian's, run once. Where it isn't installed the test is skipped and says which package to install. */
final class Peer {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/usr/local/bin"));

    private Peer() {}

    /** How it ended, and everything that it printed. */
    record Result(int exitCode, String output) {}

    static void assumeInstalled(String program, String debianPackage) {
        Assumptions.assumeTrue(isInstalled(program), program + " is not installed: apt-get install " + debianPackage);
    }

    static boolean isInstalled(String program) {
        return FOLDERS.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
    }

    static Result run(Path workingFolder, List<String> command) {
        try {
            Path output = Files.createTempFile(workingFolder, "peer", ".out");
            Process process = new ProcessBuilder(command)
                    .directory(workingFolder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command.getFirst() + " has not ended after " + TIMEOUT + ": " + Files.readString(output));
            }
            return new Result(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
