package io.countersign.bench.read;

import io.countersign.kafka.KafkaSettings;
import io.countersign.query.QueryServiceApplication;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.StreamsApplication;
import io.countersign.query.view.OrderedRows;
import io.countersign.schemas.TrunkPartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** query-service within this process: its credential view is read as its own code reads it, without HTTP and without threads between. */
final class StoreReads implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 100;
    private static final OrderedRows<PlainTable.Row> ROWS = new OrderedRows<>("credential", PlainTable.Row.class);

    private final ConfigurableApplicationContext context;
    private final StreamsApplication views;
    private final int partitions;

    private StoreReads(ConfigurableApplicationContext context, int partitions) {
        this.context = context;
        this.views = context.getBean("viewsApplication", StreamsApplication.class);
        this.partitions = partitions;
    }

    /** Starts it with these settings, on a free port; returns when every row is there. */
    static StoreReads start(Map<String, String> settings, KafkaSettings kafka, ReadData data) throws InterruptedException {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        String[] arguments = settings.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        StoreReads reads = new StoreReads(
                new SpringApplicationBuilder(QueryServiceApplication.class)
                        .properties(Map.of("spring.config.name", "query-service"))
                        .run(arguments),
                kafka.partitions());
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        for (int trunk = 0; trunk < data.trunks(); trunk++) {
            while (reads.find(data.trunk(trunk), data.credential(trunk, data.credentials() - 1)).isEmpty()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("the view isn't whole after " + READY_TIMEOUT);
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        }
        return reads;
    }

    Optional<PlainTable.Row> get(String trunk, String credential) {
        return ROWS.get(store(trunk).orElseThrow(), trunk, credential);
    }

    List<PlainTable.Row> list(String trunk, int limit) {
        return ROWS.list(store(trunk).orElseThrow(), trunk, Optional.empty(), limit).rows();
    }

    @Override
    public void close() {
        context.close();
    }

    private Optional<PlainTable.Row> find(String trunk, String credential) {
        try {
            return store(trunk).flatMap(rows -> ROWS.get(rows, trunk, credential));
        } catch (InvalidStateStoreException e) {
            return Optional.empty(); // it is being filled
        }
    }

    private Optional<ReadOnlyKeyValueStore<String, byte[]>> store(String trunk) {
        return views.store(Names.CREDENTIAL_STORE, TrunkPartition.of(trunk, partitions));
    }
}
