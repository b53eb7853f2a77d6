package io.countersign.systemtests.outage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of its own for one folder, in memory, that can be filled to the brim. Only root can make one. */
final class SmallDisk implements AutoCloseable {
    private static final long MOUNTS_WITHIN_SECONDS = 10;
    private static final int CHUNK_BYTES = 4 * 1024;

    private final Path folder;
    private final boolean mounted;

    private SmallDisk(Path folder, int megabytes) {
        this.folder = folder;
        this.mounted = succeeds("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "countersign-test", folder.toString());
    }

    /** On a folder that is new; where it can't be made, it says so and the folder is an ordinary one. */
    static SmallDisk on(Path folder, int megabytes) {
        try {
            SmallDisk disk = new SmallDisk(Files.createDirectories(folder), megabytes);
            if (disk.mounted) {
                Runtime.getRuntime().addShutdownHook(new Thread(disk::close, "small-disk-end"));
            } else {
                System.out.println("outages: no file system can be mounted here (expected: root): no disk will be full");
            }
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isThere() {
        return mounted;
    }

    /** Until not one block is left. */
    void fill() {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream file = Files.newOutputStream(filling())) {
            while (true) {
                file.write(chunk);
            }
        } catch (IOException e) {
            // full, as was wanted
        }
    }

    /** There is room again, if there was none. */
    void free() {
        try {
            Files.deleteIfExists(filling());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What uses it has ended, or goes on without it. */
    @Override
    public void close() {
        if (mounted) {
            boolean _ = succeeds("umount", "--lazy", folder.toString());
        }
    }

    private Path filling() {
        return folder.resolve("filling");
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(MOUNTS_WITHIN_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
