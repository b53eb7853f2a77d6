package io.countersign.query.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StreamsApplicationTest {
    private static final String STORE = "rows";
    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    private Path folder;

    /** A disk may end it while requests are at work: they find nothing here, which is no fault of theirs. */
    @Test
    @Timeout(60)
    void nothingIsReadFromOneThatHasEnded() {
        StreamsApplication application = new StreamsApplication("views");
        assertThat(application.store(STORE, 0)).as("not started").isEmpty();

        start(application);
        application.close();

        assertThat(application.status()).isEqualTo("NOT_RUNNING");
        assertThat(application.store(STORE, 0)).as("ended").isEmpty();
        assertThat(application.place(STORE, 0)).as("ended").isInstanceOf(Place.Unknown.class);
    }

    private void start(StreamsApplication application) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.table("facts", Materialized.<String, byte[]>as(Stores.inMemoryKeyValueStore(STORE))
                .withKeySerde(Serdes.String()).withValueSerde(Serdes.ByteArray()));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test.views");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, NOBODY);
        properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, NOBODY);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        application.start(builder.build(), properties);
    }
}
