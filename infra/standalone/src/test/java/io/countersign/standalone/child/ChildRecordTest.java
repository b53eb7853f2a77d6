package io.countersign.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.standalone.folder.PropertiesFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes: {@code cat} waits for the end of its input, as the broker does. */
class ChildRecordTest {
    @TempDir
    private Path folder;

    @Test
    void endsTheProcessThatADeadRunHasLeft() throws Exception {
        Process left = new ProcessBuilder("cat").start();
        ChildRecord record = new ChildRecord(folder.resolve("kafka"));
        record.write(left.toHandle());

        record.endLeftOver();

        assertThat(left.waitFor(1, TimeUnit.SECONDS)).isTrue();
        record.endLeftOver();
    }

    @Test
    void letsAProcessAloneThatOnlyHasTheSameId() throws Exception {
        Process stranger = new ProcessBuilder("cat").start();
        try {
            Path file = folder.resolve("kafka");
            new PropertiesFile(file).write(Map.of("pid", Long.toString(stranger.pid()), "started", "2020-01-01T00:00:00Z"));

            new ChildRecord(file).endLeftOver();

            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }
}
