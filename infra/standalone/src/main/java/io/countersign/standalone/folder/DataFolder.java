package io.countersign.standalone.folder;

import io.countersign.standalone.option.InvalidOptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder that holds everything that lasts, locked for this process: the system itself drops the lock of a process
 * that has died, so a lock that is held means a run that lives.
 */
public final class DataFolder implements AutoCloseable {
    /** Of the layout below; another number means that another version made the folder. */
    static final String LAYOUT = "1";

    private final Path root;
    private final FileChannel lockFile;

    private DataFolder(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder when it is new, and locks it.
     *
     * @throws InvalidOptionException when another run has it, when it can't be written, or when its layout is another one
     */
    public static DataFolder open(Path root) {
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root);
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            }
            DataFolder folder = new DataFolder(root, lock(root));
            folder.checkLayout();
            for (Path part : new Path[] {folder.run(), folder.logs()}) {
                Files.createDirectories(part);
            }
            return folder;
        } catch (IOException e) {
            throw new InvalidOptionException("data folder " + root + " cannot be used: " + reason(e));
        }
    }

    public Path root() {
        return root;
    }

    public Path kafka() {
        return root.resolve("kafka");
    }

    public Path postgresql() {
        return root.resolve("postgresql");
    }

    /** PostgreSQL's programs, unpacked. */
    public Path programs() {
        return root.resolve("programs");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** What a service keeps on disk that it could also build anew. */
    public Path state(String service) {
        return root.resolve("state").resolve(service);
    }

    /** The certificates of our own making, with their keys. */
    public Path tls() {
        return root.resolve("tls");
    }

    /** What is true only while a run lives. */
    public Path run() {
        return root.resolve("run");
    }

    /** Whether a run before has stored anything. */
    public boolean hasData() {
        return Files.isDirectory(postgresql().resolve("cluster"));
    }

    /** Drops the lock. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + root, e);
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        Path file = root.resolve("lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            channel.close();
            throw new InvalidOptionException("data folder " + root + " is in use by another countersign (process "
                    + Files.readString(file).strip() + "); stop that one, or give this one a folder of its own with --data");
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void checkLayout() throws IOException {
        Path file = root.resolve("version");
        if (!Files.exists(file)) {
            Files.writeString(file, LAYOUT + "\n");
            return;
        }
        String found = Files.readString(file).strip();
        if (!found.equals(LAYOUT)) {
            close();
            throw new InvalidOptionException("data folder " + root + " has layout '" + found + "' (expected: " + LAYOUT
                    + "); it was made by another version of countersign");
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }
}
