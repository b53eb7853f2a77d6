package io.countersign.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A SIP program of Debian's that registers and goes on until it is closed. What it writes about that is read. */
final class PeerProcess implements AutoCloseable {
    /** In its working folder: what it writes besides its output. */
    static final String LOG = "log.txt";

    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final Path output;

    private PeerProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** Starts it; its input stays open and empty. */
    static PeerProcess start(Path workingFolder, List<String> command) {
        Path output = workingFolder.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingFolder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("HOME", workingFolder.toString());
        try {
            return new PeerProcess(command.getFirst(), builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often the pattern occurs in what it has written. */
    long occurrences(Pattern pattern) {
        return pattern.matcher(output()).results().count();
    }

    String output() {
        try {
            Path log = output.resolveSibling(LOG);
            String logged = Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
            return Files.readString(output, StandardCharsets.ISO_8859_1) + logged;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
