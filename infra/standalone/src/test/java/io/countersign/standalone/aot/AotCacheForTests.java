package io.countersign.standalone.aot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The ahead-of-time cache (JEP 483, 514) of all that tests start from the standalone's class path: a process needs a third of
 * the time to start, and most of what tests wait for are such starts. Made once a build, by the program's own hidden command.
 */
public final class AotCacheForTests {
    private static final Duration MADE_WITHIN = Duration.ofMinutes(4);
    private static final String MAX_HEAP = "512m";

    private AotCacheForTests() {}

    /** The program and the settings of a JVM that is small and quick to start; the cache is good for no others. */
    public static List<String> jvm(String maxHeap) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx" + maxHeap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }

    /** What such a JVM has to be told to use the cache of that class path, which is made when there is none of it. */
    public static synchronized List<String> options(Path standaloneJar) {
        try {
            Path cache = standaloneJar.resolveSibling("test-aot").resolve("standalone.aot");
            if (!Files.exists(cache) || isOlder(cache, standaloneJar)) {
                Files.deleteIfExists(cache);
                make(cache, standaloneJar);
            }
            return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOlder(Path file, Path other) throws IOException {
        return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(other)) < 0;
    }

    private static void make(Path cache, Path standaloneJar) throws IOException {
        long began = System.nanoTime();
        Path folder = Files.createDirectories(cache.getParent());
        Path log = folder.resolve("training.log");
        List<String> command = new ArrayList<>(jvm(MAX_HEAP));
        command.addAll(List.of(
                "-XX:AOTCacheOutput=" + cache,
                "-cp", standaloneJar.toString(),
                "io.countersign.standalone.Main",
                "train",
                "--data=" + folder.resolve("data")));
        Process training = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try { // it ends with its standard input at the latest, which ends with this JVM
            if (!training.waitFor(MADE_WITHIN.toSeconds(), TimeUnit.SECONDS) || training.exitValue() != 0 || !Files.exists(cache)) {
                throw new IllegalStateException("no AOT cache was made within " + MADE_WITHIN + "; see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            training.destroyForcibly();
        }
        System.out.printf("the AOT cache for what tests start was made in %.1f s%n", (System.nanoTime() - began) / 1e9);
    }
}
