package io.countersign.query.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an application's tasks keep their stores on disk, seen before it starts.
 *
 * <p>State that was not closed in order has no checkpoint, and with exactly once Streams throws it away and reads its changelog.
 * A process that is killed while it does so leaves a store that can't be opened, which Streams takes for the end of the
 * application. So what it would throw away goes before it is opened; a store whose files aren't whole too.
 */
final class TaskFolders {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFolders.class);
    private static final Pattern TASK = Pattern.compile("\\d+_\\d+");
    private static final String CHECKPOINT = ".checkpoint";
    /** RocksDB's file that names the live manifest. */
    private static final String CURRENT = "CURRENT";

    private static final int STORE_DEPTH = 3;

    private TaskFolders() {}

    /**
     * Deletes the folders of tasks whose state would not be believed.
     *
     * @param application the application's folder; it need not exist
     */
    static void deleteUnusable(Path application) throws IOException {
        if (!Files.isDirectory(application)) {
            return;
        }
        List<Path> tasks;
        try (Stream<Path> folders = Files.list(application)) {
            tasks = folders.filter(folder -> TASK.matcher(folder.getFileName().toString()).matches()).toList();
        }
        for (Path task : tasks) {
            if (!Files.exists(task.resolve(CHECKPOINT)) || hasBrokenStore(task)) {
                LOG.info("streams.state.deleted folder={}", task);
                delete(task);
            }
        }
    }

    private static boolean hasBrokenStore(Path task) throws IOException {
        List<Path> current;
        try (Stream<Path> files = Files.find(task, STORE_DEPTH, (file, attributes) -> file.endsWith(CURRENT))) {
            current = files.toList();
        }
        for (Path file : current) {
            if (!Files.exists(file.resolveSibling(Files.readString(file).strip()))) {
                return true;
            }
        }
        return false;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(folder)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
