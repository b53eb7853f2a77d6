package io.countersign.query.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka Streams application of this process: started once Kafka is there, read by requests, asked for its state.
 * {@link #start}, {@link #close} and {@link #exchange} belong to one thread, the rest may be called by any.
 *
 * <p>What Kafka answers gets a new thread, although Streams takes much of it for the end: a transaction that the broker has
 * ended meanwhile, because this instance hung or was cut off, an error of a broker that begins or ends, topics that one which
 * has just come back does not know yet. What would come again stops: an event that can't be folded its partition
 * ({@link PartitionStops}), a record that can't be read or sent, a setting, a right that is missing or a disk the application.
 */
public final class StreamsApplication implements LocalStores, LocalCopies, Owners {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** Streams finds the owner of a key; ours are partitions. */
    private static final StreamPartitioner<Integer, Object> THE_KEY_ITSELF =
            (topic, partition, value, partitions) -> Optional.of(Set.of(partition));

    private final String name;
    private volatile Run run = new Run();

    /** What is started once, and what is known of it. */
    private static final class Run {
        final PartitionStops stops = new PartitionStops();
        volatile @Nullable KafkaStreams streams;
        volatile @Nullable FreshnessSampler freshness;
        volatile String self = "";
        volatile @Nullable String fault;
    }

    /** Not started yet; {@code name} is what readiness and metrics call it. */
    public StreamsApplication(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    boolean isStarted() {
        return run.streams != null;
    }

    void start(Topology topology, Properties properties) {
        Run own = run;
        own.self = properties.getProperty(StreamsConfig.APPLICATION_SERVER_CONFIG);
        String id = properties.getProperty(StreamsConfig.APPLICATION_ID_CONFIG);
        try {
            TaskFolders.deleteUnusable(Path.of(properties.getProperty(StreamsConfig.STATE_DIR_CONFIG), id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        KafkaStreams started = new KafkaStreams(topology, properties, new HoldingClients(own.stops));
        started.setUncaughtExceptionHandler(thrown -> onFault(own, thrown));
        started.setStateListener((now, before) -> LOG.info("streams.state application={} state={} before={}", id, now, before));
        own.streams = started;
        started.start();
        own.freshness = FreshnessSampler.start(name, started, Clock.systemUTC());
    }

    /** Takes the place of another application of the same kind, which takes the place of this one. */
    public void exchange(StreamsApplication other) {
        Run own = run;
        run = other.run;
        other.run = own;
    }

    /** Ends it and deletes its state here; nobody will start it again. */
    public void endForGood() {
        close();
        KafkaStreams ended = run.streams;
        if (ended != null && ended.state() == KafkaStreams.State.NOT_RUNNING) {
            ended.cleanUp();
        }
    }

    /** Ends it; its state stays. */
    public void close() {
        FreshnessSampler sampler = run.freshness;
        if (sampler != null) {
            sampler.close();
        }
        KafkaStreams running = run.streams;
        if (running != null) {
            running.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        }
    }

    /** Where partitions of this application stopped; for its folds. */
    public PartitionStops stops() {
        return run.stops;
    }

    /** Whether every task is assigned, its store is filled, and no partition has stopped. */
    public boolean isReady() {
        Run now = run;
        KafkaStreams running = now.streams;
        return running != null && running.state() == KafkaStreams.State.RUNNING && now.stops.descriptions().isEmpty();
    }

    /** What the application does: Kafka's name of its state, the kind of what stopped it, the partitions that stopped. */
    public String status() {
        Run now = run;
        KafkaStreams running = now.streams;
        String state = running == null ? "NOT_STARTED" : running.state().name();
        String stopped = now.fault;
        List<String> partitions = now.stops.descriptions();
        return (stopped == null ? state : state + ": " + stopped)
                + (partitions.isEmpty() ? "" : ", stopped: " + String.join(", ", partitions));
    }

    /** The largest number of records that a partition is behind. */
    public double lagRecords() {
        KafkaStreams running = run.streams;
        return running == null
                ? Double.NaN
                : running.metrics().values().stream()
                        .filter(metric -> metric.metricName().name().equals("records-lag-max"))
                        .map(metric -> metric.metricValue())
                        .filter(Double.class::isInstance)
                        .mapToDouble(Double.class::cast)
                        .filter(value -> !Double.isNaN(value))
                        .max()
                        .orElse(0);
    }

    @Override
    public Optional<ReadOnlyKeyValueStore<String, byte[]>> store(String store, int partition) {
        return find(run, parameters(store, partition));
    }

    @Override
    public Optional<Copy> copy(String store, int partition) {
        Run now = run;
        return Optional.ofNullable(now.freshness)
                .flatMap(known -> known.asOf(store, partition))
                .flatMap(asOf -> find(now, parameters(store, partition).enableStaleStores()).map(rows -> new Copy(rows, asOf)));
    }

    @Override
    public Place place(String store, int partition) {
        Run now = run;
        KafkaStreams running = now.streams;
        if (running == null) {
            return new Place.Unknown();
        }
        try {
            KeyQueryMetadata found = running.queryMetadataForKey(store, partition, THE_KEY_ITSELF);
            return found == null || found.activeHost().equals(HostInfo.unavailable()) ? new Place.Unknown() : place(now, found.activeHost());
        } catch (IllegalStateException | InvalidStateStoreException e) { // not running, or ended
            LOG.debug("streams.owner.unknown application={} store={} cause={}", name, store, e.toString());
            return new Place.Unknown();
        }
    }

    StreamThreadExceptionResponse onFault(Throwable thrown) {
        return onFault(run, thrown);
    }

    private StreamThreadExceptionResponse onFault(Run faulty, Throwable thrown) {
        Throwable root = thrown;
        boolean passing = false;
        while (true) {
            passing |= isPassing(root);
            if (root.getCause() == null) {
                break;
            }
            root = root.getCause();
        }
        if (passing) {
            LOG.warn("streams.thread.replaced application={} cause={}", name, thrown.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        faulty.fault = root.getClass().getSimpleName();
        LOG.error("streams.stopped application={}", name, thrown);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** A plain {@code KafkaException} is a client's: the broker had an error of its own. */
    private static boolean isPassing(Throwable thrown) {
        return thrown instanceof MissingSourceTopicException
                || thrown.getClass() == KafkaException.class
                || (thrown instanceof ApiException && !comesAgain(thrown));
    }

    /** Which of Kafka's answers are about a record, a setting or a right, so that the next try gets the same one. */
    private static boolean comesAgain(Throwable answer) {
        return answer instanceof AuthenticationException
                || answer instanceof AuthorizationException
                || answer instanceof InvalidConfigurationException
                || answer instanceof InvalidTimestampException
                || answer instanceof InvalidTopicException
                || answer instanceof RecordBatchTooLargeException
                || answer instanceof RecordTooLargeException
                || answer instanceof UnsupportedVersionException;
    }

    private static StoreQueryParameters<ReadOnlyKeyValueStore<String, byte[]>> parameters(String store, int partition) {
        return StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<String, byte[]>keyValueStore())
                .withPartition(partition);
    }

    private static Place place(Run asked, HostInfo owner) {
        String address = owner.host() + ":" + owner.port();
        return address.equals(asked.self) ? new Place.Here() : new Place.Elsewhere(address);
    }

    private Optional<ReadOnlyKeyValueStore<String, byte[]>> find(
            Run asked, StoreQueryParameters<ReadOnlyKeyValueStore<String, byte[]>> wanted) {
        KafkaStreams running = asked.streams;
        if (running == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(running.store(wanted));
        } catch (IllegalStateException | InvalidStateStoreException e) { // not running, or ended
            LOG.debug("streams.store.unavailable application={} store={} cause={}", name, wanted.storeName(), e.toString());
            return Optional.empty();
        }
    }
}
