package io.countersign.standalone.key;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Files with one secret: there whole or not at all, also after a loss of power. */
public final class SecretFile {
    static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private SecretFile() {}

    /** Writes a line that only the owner of the file may read. */
    public static void writeLine(Path file, String secret) throws IOException {
        write(file, (secret + "\n").getBytes(StandardCharsets.UTF_8), OWNER_ONLY);
    }

    static void write(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
        FileAttribute<Set<PosixFilePermission>> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path beside = Files.createTempFile(folder, "." + file.getFileName(), ".new", ownerOnly);
        Files.write(beside, content);
        Files.setPosixFilePermissions(beside, mode);
        sync(beside, StandardOpenOption.WRITE);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        sync(folder, StandardOpenOption.READ);
    }

    /** A folder can only be opened for reading; forcing it writes its entries. */
    private static void sync(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }
}
