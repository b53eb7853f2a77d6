package io.countersign.query.auth;

import static io.countersign.query.Facts.credentialCreated;
import static io.countersign.query.Facts.credentialDeleted;
import static io.countersign.query.Facts.domain;
import static io.countersign.query.Facts.trunkCreated;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.kafka.KafkaSettings;
import io.countersign.query.ApprovedFile;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.PartitionStops;
import io.countersign.query.streams.StreamsProperties;
import io.countersign.query.streams.TestInstance;
import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthTopologyTest {
    private static final String TRUNK = "trunk_4x5y6z";
    private static final String ALICE = RecordKeys.authAccount(domain(TRUNK), "alice");
    private static final String POLICY = RecordKeys.authPolicy(domain(TRUNK));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void isTheApprovedTopology() {
        ApprovedFile.of("auth-topology.txt").verify(topology(new PartitionStops()).describe().toString());
    }

    @Test
    void sendsRowsInTheTrunksOrderThroughTheProductionSettings() {
        try (Run run = new Run("first")) {
            run.pipe(trunkCreated(TRUNK, "acc_1"));
            run.pipe(credentialCreated(TRUNK, 2, "cred_1", "alice"));
            run.pipe(credentialDeleted(TRUNK, 3, "cred_1", "alice"));

            List<KeyValue<String, @Nullable SpecificRecord>> rows = run.rows();
            assertThat(rows).extracting(row -> row.key).containsExactly(POLICY, ALICE, POLICY, ALICE, POLICY);
            assertThat(rows.get(3).value).isNull();
        }
    }

    @Test
    void sendsTheTombstoneAgainWhenAKillCameBetweenChangelogAndOutput() {
        List<KeyValue<String, AuthEntry>> changelog;
        try (Run killed = new Run("killed")) {
            killed.pipe(trunkCreated(TRUNK, "acc_1"));
            killed.pipe(credentialCreated(TRUNK, 2, "cred_1", "alice"));
            killed.pipe(credentialDeleted(TRUNK, 3, "cred_1", "alice"));
            changelog = killed.state(); // what was sent is never looked at: it is lost
        }
        try (Run restarted = new Run("restarted")) {
            changelog.forEach(entry -> restarted.store().put(entry.key, entry.value));

            restarted.pipe(credentialDeleted(TRUNK, 3, "cred_1", "alice"));

            List<KeyValue<String, @Nullable SpecificRecord>> rows = restarted.rows();
            assertThat(rows).extracting(row -> row.key).containsExactly(ALICE, POLICY);
            assertThat(rows.getFirst().value).isNull();
        }
    }

    @Test
    void writesAFewEntriesForAnEventOfALargeTrunk() {
        try (Run run = new Run("large")) {
            run.pipe(trunkCreated(TRUNK, "acc_1"));
            for (int i = 1; i <= 1_000; i++) {
                run.pipe(credentialCreated(TRUNK, i + 1L, "cred_" + i, "user-" + i));
            }
            List<KeyValue<String, AuthEntry>> before = run.state();

            run.pipe(credentialDeleted(TRUNK, 1_002, "cred_500", "user-500"));

            List<KeyValue<String, AuthEntry>> changed = new ArrayList<>(run.state());
            changed.removeAll(before);
            assertThat(changed).hasSize(2);
        }
    }

    @Test
    void sendsNothingFromAGapOn() {
        try (Run run = new Run("gap")) {
            run.pipe(trunkCreated(TRUNK, "acc_1"));
            run.rows();
            run.pipe(credentialCreated(TRUNK, 3, "cred_1", "alice"));
            run.pipe(trunkCreated("trunk_behind", "acc_1"));
            run.pipe(credentialCreated(TRUNK, 2, "cred_2", "bob"));

            assertThat(run.rows()).isEmpty();
            assertThat(run.state()).hasSize(1);
            assertThat(run.stops.offset(new TopicPartition(Topics.TRUNK_EVENTS.name(), 0))).hasValue(1);
        }
    }

    @Test
    void aTaskThatEndedLeavesNoStop() {
        Run run = new Run("ended");
        run.pipe(credentialCreated(TRUNK, 3, "cred_1", "alice"));
        assertThat(run.stops.descriptions()).hasSize(1);

        run.close();

        assertThat(run.stops.descriptions()).isEmpty();
    }

    @Test
    void theRowsPartitionIsTheTrunks() {
        AuthTableKey account = AuthTableKey.account(TRUNK, domain(TRUNK), "alice");
        AuthTableKey policy = AuthTableKey.policy(TRUNK, domain(TRUNK));
        int expected = TrunkPartition.of(TRUNK, 12);
        assertThat(AuthTopology.BY_TRUNK.partitions("", account, null, 12)).hasValueSatisfying(it -> assertThat(it).containsExactly(expected));
        assertThat(AuthTopology.BY_TRUNK.partitions("", policy, null, 12)).hasValueSatisfying(it -> assertThat(it).containsExactly(expected));
    }

    @Test
    void entriesKeepTheirForm() {
        for (AuthEntry entry : List.of(
                new AuthEntry.Trunk(7, "acc_1", "trunk-1.sip.localhost", "credential", List.of("SHA-256", "MD5")),
                new AuthEntry.Holder("cred_1", List.of(2, 1), 5),
                new AuthEntry.Removed(9))) {
            byte[] bytes = AuthEntrySerde.serde().serializer().serialize("", entry);
            assertThat(AuthEntrySerde.serde().deserializer().deserialize("", bytes)).isEqualTo(entry);
        }
    }

    private static Topology topology(PartitionStops stops) {
        return AuthTopology.build(1, eventTime -> {}, stops);
    }

    /** One run of the application, with the settings of production. */
    private final class Run implements AutoCloseable {
        private final PartitionStops stops = new PartitionStops();
        private final TopologyTestDriver driver;
        private final TestInputTopic<String, TrunkEventEnvelope> events;
        private final TestOutputTopic<String, @Nullable SpecificRecord> table;

        Run(String name) {
            Properties properties = StreamsProperties.of(
                    Names.authApplication(1), "test", Duration.ofMillis(100), new KafkaSettings("localhost:1", 4, (short) 1), TestInstance.in(folder.resolve(name)), TestInstance.ADDRESS);
            driver = new TopologyTestDriver(topology(stops), properties);
            events = driver.createInputTopic(Topics.TRUNK_EVENTS.name(), new StringSerializer(), new AvroSerializer<>());
            table = driver.createOutputTopic(
                    Topics.authTable(1).name(), new StringDeserializer(), new AvroDeserializer<>(SpecificRecord.class));
        }

        void pipe(TrunkEventEnvelope event) {
            events.pipeInput(event.getAggregateId(), event);
        }

        List<KeyValue<String, @Nullable SpecificRecord>> rows() {
            return table.readKeyValuesToList();
        }

        KeyValueStore<String, AuthEntry> store() {
            return driver.getKeyValueStore(Names.AUTH_STATE_STORE);
        }

        List<KeyValue<String, AuthEntry>> state() {
            List<KeyValue<String, AuthEntry>> entries = new ArrayList<>();
            try (KeyValueIterator<String, AuthEntry> all = store().all()) {
                all.forEachRemaining(entries::add);
            }
            return entries;
        }

        @Override
        public void close() {
            driver.close();
        }
    }
}
