package io.countersign.systemtests.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.standalone.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are made by the one-shot container, lie in a volume for each part, and are nowhere in docker-compose.yml. */
class DistributedKeysTest {
    private static final String KEYS = "keys-";
    private static final String SEEN_AT = "/run/countersign";
    private static final Map<String, List<String>> READERS = Map.of(
            "keys-command", List.of("command-1", "command-2"),
            "keys-query", List.of("query-1", "query-2"),
            "keys-sip-auth", List.of("sip-1", "sip-2"),
            "keys-postgresql", List.of("postgres"));
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|_key|token).*");

    private final ComposeFile compose = ComposeFile.read();

    @TempDir
    private Path folder;

    @Test
    void eachPartSeesItsOwnVolumeOnlyAndCannotWriteToIt() {
        for (String name : compose.names()) {
            List<String> volumes = ComposeFile.texts(compose.service(name).path("volumes")).stream().filter(it -> it.startsWith(KEYS)).toList();
            List<String> expected = name.equals("keys")
                    ? READERS.keySet().stream().map(volume -> volume + ":/keys/" + volume.substring(KEYS.length())).toList()
                    : READERS.entrySet().stream()
                            .filter(volume -> volume.getValue().contains(name))
                            .map(volume -> volume.getKey() + ":" + SEEN_AT + ":ro")
                            .toList();
            assertThat(volumes).as(name).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void whatIsMadeIsWhatTheOthersReadAndNothingMore() throws Exception {
        List<String> command = compose.command("keys").stream().map(word -> word.replace("/keys", folder.toString())).toList();
        assertThat(Main.commandLine().execute(command.toArray(String[]::new))).isZero();

        for (Map.Entry<String, List<String>> volume : READERS.entrySet()) {
            Set<String> made = filesIn(folder.resolve(volume.getKey().substring(KEYS.length())));
            for (String reader : volume.getValue()) {
                assertThat(read(reader, made)).as(reader).isEqualTo(made);
            }
        }
    }

    @Test
    void noSecretIsInTheFile() {
        for (String name : compose.names()) {
            compose.environment(name).forEach((variable, value) -> {
                if (SECRET.matcher(variable).matches()) {
                    assertThat(variable).as("of %s", name).endsWith("_FILE");
                    assertThat(value).as(variable).matches(SEEN_AT + "/.*|"); // none: what needs it is off
                }
            });
        }
        assertThat(compose.text()).doesNotContain("csk_").doesNotContainPattern("(?i)password[=:]\\s*\\w");
    }

    /** The files that a container's settings name: one by one, and a folder of settings as a whole. */
    private Set<String> read(String name, Set<String> made) {
        Set<String> read = new TreeSet<>();
        compose.environment(name).values().stream()
                .filter(value -> value.startsWith(SEEN_AT + "/"))
                .forEach(value -> read.add(value.substring(SEEN_AT.length() + 1)));
        String imported = compose.environment(name).getOrDefault("SPRING_CONFIG_IMPORT", "");
        if (!imported.isEmpty()) {
            assertThat(imported).isEqualTo("configtree:" + SEEN_AT + "/settings/");
            made.stream().filter(file -> file.startsWith("settings/")).forEach(read::add);
        }
        return read;
    }

    private static Set<String> filesIn(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
