package io.countersign.standalone.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.keysets.MasterKeyset;
import io.countersign.keysets.TokenKeyset;
import io.countersign.standalone.Main;
import io.countersign.standalone.option.InvalidOptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFoldersTest {
    @TempDir
    private Path folder;

    @Test
    void eachPartSeesOnlyWhatItNeeds() throws Exception {
        assertThat(Main.commandLine().execute("keys", "--out", root().toString())).isZero();

        assertThat(contents().keySet()).containsExactly(
                "command/master.keyset",
                "command/settings/COUNTERSIGN_OPERATOR_KEY",
                "command/settings/COUNTERSIGN_POSTGRES_PASSWORD",
                "command/token.keyset",
                "postgresql/password",
                "query/settings/COUNTERSIGN_OPERATOR_KEY",
                "query/token.keyset",
                "sip-auth/master.keyset",
                "sip-auth/settings/COUNTERSIGN_OPERATOR_KEY",
                "sip-auth/token.keyset");
        MasterKeyset.load(root().resolve("sip-auth/master.keyset"));
        TokenKeyset.load(root().resolve("query/token.keyset"));
        assertThat(Files.readString(root().resolve("query/settings/COUNTERSIGN_OPERATOR_KEY"))).matches("csk_operator_\\w{43}\n");
    }

    @Test
    void theOwnerAloneMayReadWhatNoOtherUserMust() throws Exception {
        new KeyFolders(root()).complete();

        assertThat(mode("")).isEqualTo("rwx------");
        assertThat(contents().keySet()).filteredOn(file -> mode(file).equals("rw-r--r--")).containsExactly("postgresql/password");
        assertThat(contents().keySet()).filteredOn(file -> mode(file).equals("rw-------")).hasSize(contents().size() - 1);
        assertThat(Stream.of("command", "command/settings", "query", "sip-auth", "sip-auth/settings").map(this::mode)).containsOnly("rwx------");
    }

    @Test
    void whatIsThereStays() throws Exception {
        new KeyFolders(root()).complete();
        Map<String, String> before = contents();

        assertThat(new KeyFolders(root()).complete()).isEmpty();

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aLostFileComesBackFromTheOthers() throws Exception {
        new KeyFolders(root()).complete();
        Map<String, String> before = contents();

        for (String lost : before.keySet()) {
            Files.delete(root().resolve(lost));
            assertThat(new KeyFolders(root()).complete()).isEqualTo(List.of(Path.of(lost)));
        }

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void twoDifferentKeysAreRefusedAndNothingIsOverwritten() throws Exception {
        new KeyFolders(root()).complete();
        Path wrong = root().resolve("query/settings/COUNTERSIGN_OPERATOR_KEY");
        Files.writeString(wrong, "another");

        assertThatThrownBy(() -> new KeyFolders(root()).complete())
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("query/settings/COUNTERSIGN_OPERATOR_KEY differs from")
                .hasMessageNotContaining("csk_operator_");
        assertThat(wrong).hasContent("another");
    }

    @Test
    void aKeysetThatIsNoneIsRefusedAndNothingIsOverwritten() throws Exception {
        Path damaged = root().resolve("sip-auth/master.keyset");
        Files.createDirectories(damaged.getParent());
        Files.writeString(damaged, "damaged");

        assertThatThrownBy(() -> new KeyFolders(root()).complete())
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("sip-auth/master.keyset cannot be used");
        assertThat(damaged).hasContent("damaged");
        assertThat(root().resolve("command/master.keyset")).doesNotExist();
    }

    private Path root() {
        return folder.resolve("keys");
    }

    private String mode(String file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(root().resolve(file)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(root().relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
