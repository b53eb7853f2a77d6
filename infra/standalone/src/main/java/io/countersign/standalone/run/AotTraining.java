package io.countersign.standalone.run;

import io.countersign.embedded.EndOfInput;
import io.countersign.standalone.folder.DataFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the ahead-of-time cache (JEP 483, 514) that later starts use: a child at the lowest priority starts all once more
 * on data of its own, tells the story to itself, and records what was loaded. The live data and ports are not touched.
 */
final class AotTraining implements AutoCloseable {
    /** Where the launcher wants the cache; no training where it is not set. */
    private static final String TARGET = "countersign.aot.cache";

    private static final Logger LOG = LoggerFactory.getLogger(AotTraining.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    private final Process process;

    private AotTraining(Process process) {
        this.process = process;
    }

    /** The folder of its own data. */
    static Path data(DataFolder folder) {
        return folder.run().resolve("training");
    }

    /** Starts one when the launcher wants a cache and there is none. */
    static Optional<AotTraining> startWhenWanted(DataFolder folder) {
        String target = System.getProperty(TARGET, "");
        if (target.isEmpty() || Files.exists(Path.of(target))) {
            return Optional.empty();
        }
        Path cache = Path.of(target);
        Path fresh = cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.createDirectories(cache.getParent());
            Process process = launch(folder, fresh);
            var _ = process.onExit().thenAccept(ended -> take(ended, fresh, cache));
            return Optional.of(new AotTraining(process));
        } catch (IOException e) {
            LOG.warn("event=aot_training_not_started", e);
            return Optional.empty();
        }
    }

    /** Ends it at once; it has nothing to keep. */
    @Override
    public void close() {
        EndOfInput.stop("aot-training", process, STOP_PATIENCE);
    }

    private static Process launch(DataFolder folder, Path fresh) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("nice", "-n", "19", Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-D" + TARGET))
                .forEach(command::add);
        command.addAll(List.of(
                "-XX:AOTCacheOutput=" + fresh,
                "-cp",
                System.getProperty("java.class.path"),
                "io.countersign.standalone.Main",
                "train",
                "--data=" + data(folder)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.logs().resolve("aot-training.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("COUNTERSIGN_"));
        return builder.start();
    }

    /** The cache appears whole or not at all. */
    private static void take(Process ended, Path fresh, Path cache) {
        try {
            if (ended.exitValue() == 0 && Files.exists(fresh)) {
                Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
                LOG.info("event=aot_cache_made file={} bytes={}", cache, Files.size(cache));
            } else {
                LOG.info("event=aot_cache_not_made exit={}", ended.exitValue());
                Files.deleteIfExists(fresh);
                Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + ".config"));
            }
        } catch (IOException e) {
            LOG.warn("event=aot_cache_not_kept", e);
        }
    }
}
