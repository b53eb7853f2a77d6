package io.countersign.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory of the machine a process holds, as Linux counts it. */
public final class ProcessMemory {
    private static final String RESIDENT = "VmRSS:";
    private static final int BYTES_PER_UNIT = 1024; // proc(5): kB

    private ProcessMemory() {}

    /** Resident bytes of one process: heap, native memory, code, and what it shares. */
    public static long residentBytes(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.substring(RESIDENT.length()).strip().split(" ", 2)[0])
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) * BYTES_PER_UNIT)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("process " + pid + " has no " + RESIDENT));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " is gone (expected: it runs while it is measured)", e);
        }
    }
}
