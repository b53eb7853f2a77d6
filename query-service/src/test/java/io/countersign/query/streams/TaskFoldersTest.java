package io.countersign.query.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class TaskFoldersTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path application;

    @BeforeEach
    void makeStores() throws IOException, RocksDBException {
        makeStore("0_1");
        makeStore("0_3");
        Files.writeString(application.resolve("kafka-streams-process-metadata"), "{}");
    }

    @Test
    void stateThatWasClosedInOrderStays() throws IOException {
        TaskFolders.deleteUnusable(application);

        assertThat(application.resolve("0_1/rocksdb/view/CURRENT")).exists();
        assertThat(application.resolve("0_3/rocksdb/view/CURRENT")).exists();
    }

    @Test
    void stateWithoutACheckpointGoes() throws IOException {
        Files.delete(application.resolve("0_3/.checkpoint"));

        TaskFolders.deleteUnusable(application);

        assertThat(application.resolve("0_3")).doesNotExist();
        assertThat(application.resolve("0_1/rocksdb/view/CURRENT")).exists();
        assertThat(application.resolve("kafka-streams-process-metadata")).exists();
    }

    @Test
    void aStoreThatWasHalfDeletedGoesWithItsCheckpoint() throws IOException {
        Path store = application.resolve("0_3/rocksdb/view");
        Files.delete(store.resolve(Files.readString(store.resolve("CURRENT")).strip()));

        TaskFolders.deleteUnusable(application);

        assertThat(application.resolve("0_3")).doesNotExist();
        assertThat(application.resolve("0_1/rocksdb/view/CURRENT")).exists();
    }

    @Test
    void thereMayBeNoState() throws IOException {
        TaskFolders.deleteUnusable(application.resolve("never-started"));
    }

    private void makeStore(String task) throws IOException, RocksDBException {
        Path store = Files.createDirectories(application.resolve(task).resolve("rocksdb").resolve("view"));
        Files.writeString(application.resolve(task).resolve(".checkpoint"), "0\n0\n");
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB database = RocksDB.open(options, store.toString())) {
            database.put(new byte[] {1}, new byte[] {2});
        }
    }
}
