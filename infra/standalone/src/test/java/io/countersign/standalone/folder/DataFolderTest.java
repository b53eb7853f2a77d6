package io.countersign.standalone.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.standalone.option.InvalidOptionException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path parent;

    @Test
    void belongsToOneRunAtATime() {
        Path root = parent.resolve("new").resolve("data");
        DataFolder first = DataFolder.open(root);

        assertThatThrownBy(() -> DataFolder.open(root))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("is in use by another countersign (process " + ProcessHandle.current().pid() + ")");

        first.close();
        DataFolder.open(root).close();
    }

    @Test
    void refusesTheLayoutOfAnotherVersion() throws Exception {
        DataFolder.open(parent).close();
        Files.writeString(parent.resolve("version"), "99\n");

        assertThatThrownBy(() -> DataFolder.open(parent)).isInstanceOf(InvalidOptionException.class).hasMessageContaining("layout '99' (expected: 1)");
    }

    @Test
    void refusesAPathThatIsAFile() throws Exception {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file)).isInstanceOf(InvalidOptionException.class).hasMessageContaining(file + " cannot be used");
    }

    @Test
    void makesKeysOnceAndForTheirOwnerOnly() throws Exception {
        try (DataFolder folder = DataFolder.open(parent)) {
            Keys keys = Keys.of(folder, Map.of());
            Path file = Keys.operatorKeyFile(parent);

            assertThat(Files.readString(file).strip()).isEqualTo(keys.exportOperatorKey()).matches("csk_operator_[0-9A-Za-z]{43}");
            assertThat(keys.toString()).doesNotContain(keys.exportOperatorKey());
            for (Path secret : new Path[] {file, keys.masterKeyset(), keys.tokenKeyset()}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).isEqualTo("rw-------");
            }
            assertThat(Keys.of(folder, Map.of()).exportOperatorKey()).isEqualTo(keys.exportOperatorKey());
        }
    }

    @Test
    void takesTheOperatorsKeyFromTheEnvironmentWithoutKeepingIt() {
        try (DataFolder folder = DataFolder.open(parent)) {
            Keys keys = Keys.of(folder, Map.of("COUNTERSIGN_OPERATOR_KEY", "k".repeat(32)));

            assertThat(keys.exportOperatorKey()).isEqualTo("k".repeat(32));
            assertThat(keys.operatorKeySource()).isEqualTo("COUNTERSIGN_OPERATOR_KEY");
            assertThat(Keys.operatorKeyFile(parent)).doesNotExist();
        }
    }

    @Test
    void neverReplacesTheKeysetOfStoredData() throws Exception {
        try (DataFolder folder = DataFolder.open(parent)) {
            Keys keys = Keys.of(folder, Map.of());
            Files.createDirectories(folder.postgresql().resolve("cluster"));
            Files.delete(keys.masterKeyset());

            assertThatThrownBy(() -> Keys.of(folder, Map.of())).isInstanceOf(InvalidOptionException.class).hasMessageContaining("master.keyset is missing");
            assertThatThrownBy(() -> Keys.of(folder, Map.of("COUNTERSIGN_MASTER_KEY_FILE", "/nowhere")))
                    .isInstanceOf(InvalidOptionException.class)
                    .hasMessage("keyset /nowhere does not exist");
        }
    }

    @Test
    void remembersTheFreePortOfAChildUntilAnotherProgramTakesIt() throws Exception {
        try (DataFolder folder = DataFolder.open(parent)) {
            Ports ports = new Ports(folder);
            int first = ports.ofChild("kafka", "--kafka-port", 0);
            assertThat(new Ports(folder).ofChild("kafka", "--kafka-port", 0)).isEqualTo(first);

            try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
                assertThat(ports.ofChild("kafka", "--kafka-port", 0)).isNotEqualTo(taken.getLocalPort());
                assertThatThrownBy(() -> ports.ofChild("kafka", "--kafka-port", first))
                        .isInstanceOf(InvalidOptionException.class)
                        .hasMessageContaining("TCP port " + first)
                        .hasMessageContaining("in use");
            }
        }
    }
}
