package io.countersign.keysets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Tink keysets in a file that only its owner may read: one keyset a line, as Tink's JSON. */
final class KeysetFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private KeysetFile() {}

    static List<KeysetHandle> read(Path file, List<Configuration> configurations) {
        List<KeysetHandle> handles = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(file, UTF_8);
            if (lines.size() != configurations.size()) {
                throw new IllegalStateException(
                        "keyset file " + file + " has " + lines.size() + " lines (expected: " + configurations.size() + ")");
            }
            for (int i = 0; i < lines.size(); i++) {
                handles.add(TinkJsonProtoKeysetFormat.parseKeyset(
                        lines.get(i), configurations.get(i), InsecureSecretKeyAccess.get()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keyset file " + file + " can't be read (expected: a readable file)", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keyset file " + file + " holds no such keyset (expected: Tink's JSON, a keyset a line)");
        }
        return handles;
    }

    /** Written beside, synced, moved, the folder synced: a crash leaves no file or a whole one, and a key that was used stays. */
    static void write(Path file, List<KeysetHandle> handles, List<Configuration> configurations) {
        StringBuilder text = new StringBuilder();
        try {
            for (int i = 0; i < handles.size(); i++) {
                String json = TinkJsonProtoKeysetFormat.serializeKeyset(
                        handles.get(i), configurations.get(i), InsecureSecretKeyAccess.get());
                text.append(json.replaceAll("\\s+", "")).append('\n');
            }
            Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a keyset file has a folder");
            Files.createDirectories(directory);
            FileAttribute<Set<PosixFilePermission>> ownerOnly = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
            Path beside = Files.createTempFile(directory, file.getFileName().toString(), ".new", ownerOnly);
            Files.writeString(beside, text);
            sync(beside, StandardOpenOption.WRITE);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory, StandardOpenOption.READ); // the move itself: without it a power cut may lose the only key
        } catch (IOException e) {
            throw new UncheckedIOException("keyset file " + file + " can't be written (expected: a writable folder)", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a new keyset can't be serialized", e);
        }
    }

    /** A directory can only be opened for reading; forcing it writes its entries. */
    private static void sync(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }
}
