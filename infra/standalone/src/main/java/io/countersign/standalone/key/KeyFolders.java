package io.countersign.standalone.key;

import io.countersign.standalone.option.InvalidOptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A folder of keys for each part of a distributed run. What is there stays: a part's folder that was lost gets its keys
 * again from the others, and only a key that nobody has is made anew.
 */
final class KeyFolders {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** PostgreSQL reads it as a user of its own; the folder above keeps others out. */
    private static final Set<PosixFilePermission> READ_BY_ANOTHER_USER = PosixFilePermissions.fromString("rw-r--r--");

    private static final FileAttribute<Set<PosixFilePermission>> ENTERED_BY_ANOTHER_USER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
    private static final Path OF_ANOTHER_USER = Path.of("postgresql");

    private final Path root;

    KeyFolders(Path root) {
        this.root = root;
    }

    /** Makes what is missing; returns the files, relative to the folder, that were written. */
    List<Path> complete() throws IOException {
        Files.createDirectories(root, OWNER_ONLY);
        List<Path> written = new ArrayList<>();
        for (Key key : Key.values()) {
            written.addAll(complete(key));
        }
        return written;
    }

    private List<Path> complete(Key key) throws IOException {
        List<Path> missing = new ArrayList<>(key.files());
        missing.removeIf(file -> Files.exists(root.resolve(file)));
        Path first = key.files().stream().filter(file -> !missing.contains(file)).findFirst().orElse(key.files().getFirst());
        Path original = root.resolve(first);
        for (Path file : missing) {
            createFolder(file);
        }
        if (missing.contains(first)) {
            key.make(original);
        }
        check(key, original);
        byte[] content = Files.readAllBytes(original);
        for (Path file : key.files()) {
            if (missing.contains(file) && !file.equals(first)) {
                SecretFile.write(root.resolve(file), content, mode(file));
            } else if (!Arrays.equals(content, Files.readAllBytes(root.resolve(file)))) {
                throw new InvalidOptionException(
                        root.resolve(file) + " differs from " + original + " (expected: the same key; remove the wrong one)");
            }
        }
        return missing;
    }

    private void createFolder(Path file) throws IOException {
        Path folder = root.resolve(file).getParent();
        if (folder != null) {
            Files.createDirectories(folder, file.startsWith(OF_ANOTHER_USER) ? ENTERED_BY_ANOTHER_USER : OWNER_ONLY);
        }
    }

    private static void check(Key key, Path file) {
        try {
            key.check(file);
        } catch (RuntimeException e) {
            throw new InvalidOptionException(file + " cannot be used: " + e.getMessage());
        }
    }

    private static Set<PosixFilePermission> mode(Path file) {
        return file.startsWith(OF_ANOTHER_USER) ? READ_BY_ANOTHER_USER : SecretFile.OWNER_ONLY;
    }
}
