package io.countersign.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Time that the hypervisor gave to others while something here wanted a processor ("steal" of proc(5)), over all processors. What is
 * answered late meanwhile is late whatever the server does.
 */
public final class StolenTime {
    private static final Path STAT = Path.of("/proc/stat");
    /** The line {@code cpu user nice system idle iowait irq softirq steal …}. */
    private static final int FIELD = 8;

    private StolenTime() {}

    /** Since the machine started, to 10 ms; zero where there is no hypervisor that tells. */
    public static Duration total() {
        try {
            return parse(Files.readAllLines(STAT));
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/stat can't be read (expected: Linux)", e);
        }
    }

    static Duration parse(List<String> lines) {
        String[] fields = lines.getFirst().trim().split(" +", -1);
        if (!fields[0].equals("cpu") || fields.length <= FIELD) {
            throw new IllegalStateException("/proc/stat begins with \"" + lines.getFirst() + "\" (expected: cpu and at least " + FIELD + " numbers)");
        }
        return ProcessCpu.TICK.multipliedBy(Long.parseLong(fields[FIELD]));
    }
}
