package io.countersign.systemtests.cluster;

import io.countersign.standalone.Main;
import io.countersign.systemtests.distributed.ComposeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What docker-compose.yml tells an instance, and the keys that its volumes hold, in a folder of this machine. */
final class ComposedSettings {
    private static final String SEEN_AT = "/run/countersign";
    private static final String MADE_AT = "/keys";
    private static final String VOLUME_OF_KEYS = "keys-";

    private final ComposeFile compose = ComposeFile.read();
    private final Path keys;

    ComposedSettings(Path keys) {
        this.keys = keys;
    }

    /** By the command that makes them there, around the password of a database that has one already. */
    void makeKeys(String databasePassword) {
        try {
            Path password = keys.resolve("command/settings/COUNTERSIGN_POSTGRES_PASSWORD");
            Files.createDirectories(password.getParent());
            Files.writeString(password, databasePassword + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = compose.command("keys").stream().map(word -> word.replace(MADE_AT, keys.toString())).toList();
        if (Main.commandLine().execute(command.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("no keys could be made: " + command);
        }
    }

    String operatorKey() {
        try {
            return Files.readString(keys.resolve("query/settings/COUNTERSIGN_OPERATOR_KEY")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of an instance, with the paths of its keys as they are here. */
    Map<String, String> environment(String name) {
        String volume = compose.mounts(name).getOrDefault(SEEN_AT, VOLUME_OF_KEYS);
        String here = keys.resolve(volume.substring(VOLUME_OF_KEYS.length())).toString();
        Map<String, String> environment = new TreeMap<>();
        compose.environment(name).forEach((variable, value) -> environment.put(variable, value.replace(SEEN_AT, here)));
        return environment;
    }
}
