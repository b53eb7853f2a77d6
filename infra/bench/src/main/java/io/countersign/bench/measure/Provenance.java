package io.countersign.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a figure comes from: the command, the commit and the machine. */
public final class Provenance {
    /** Set by the run scripts. */
    private static final String COMMAND = "BENCH_COMMAND";

    private static final String COMMIT = "BENCH_COMMIT";
    private static final String UNKNOWN = "unknown";

    private Provenance() {}

    /** What is to be said under a table, in this order. */
    public static Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("Command", "`" + System.getenv().getOrDefault(COMMAND, UNKNOWN) + "`");
        lines.put("Commit", System.getenv().getOrDefault(COMMIT, UNKNOWN));
        lines.put(
                "Machine",
                firstValue(Path.of("/proc/cpuinfo"), "model name") + ", " + Runtime.getRuntime().availableProcessors()
                        + " cores, memory " + firstValue(Path.of("/proc/meminfo"), "MemTotal") + ", Linux "
                        + System.getProperty("os.version"));
        lines.put("JDK", System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"));
        return lines;
    }

    private static String firstValue(Path file, String name) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
