package io.countersign.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** CPU time (user and kernel mode) of processes, as Linux counts it: to 10 ms, so a measurement lasts seconds. */
public final class ProcessCpu {
    private static final Path PROC = Path.of("/proc");

    /** The unit of {@code /proc/stat} and {@code /proc/<pid>/stat}: USER_HZ, 100 a second on every Linux architecture that Java 25 runs on. */
    static final Duration TICK = Duration.ofMillis(10);

    private ProcessCpu() {}

    /** CPU time of one process alone, all its threads. */
    public static Duration ofProcess(long pid) {
        ProcessStat stat = read(PROC.resolve(Long.toString(pid)))
                .orElseThrow(() -> new IllegalStateException("process " + pid + " is gone (expected: it runs while it is measured)"));
        return time(List.of(stat));
    }

    /** CPU time of a process and of all that descend from it and live. */
    public static Duration ofTree(long pid) {
        return time(tree(pid, snapshot()));
    }

    static List<ProcessStat> tree(long root, List<ProcessStat> all) {
        Set<Long> members = new HashSet<>(Set.of(root));
        while (members.addAll(all.stream().filter(p -> members.contains(p.parent())).map(ProcessStat::pid).toList())) {
            // Another generation was found; the loop ends because there are finitely many processes.
        }
        List<ProcessStat> found = all.stream().filter(p -> members.contains(p.pid())).toList();
        if (found.stream().noneMatch(p -> p.pid() == root)) {
            throw new IllegalStateException("process " + root + " is gone (expected: it runs while it is measured)");
        }
        return found;
    }

    static Duration time(List<ProcessStat> processes) {
        return TICK.multipliedBy(processes.stream().mapToLong(p -> p.userTicks() + p.systemTicks()).sum());
    }

    private static List<ProcessStat> snapshot() {
        List<ProcessStat> all = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path folder : folders) {
                read(folder).ifPresent(all::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("/proc can't be listed (expected: Linux)", e);
        }
        return all;
    }

    /** Empty when the process has ended between the listing and now. */
    private static Optional<ProcessStat> read(Path folder) {
        try {
            return ProcessStat.parse(Files.readString(folder.resolve("stat")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
