package io.countersign.query;

import static io.countersign.query.Facts.accountCreated;
import static io.countersign.query.Facts.apiKeyCreated;
import static io.countersign.query.Facts.apiKeyRevoked;
import static io.countersign.query.Facts.credentialCreated;
import static io.countersign.query.Facts.credentialDeleted;
import static io.countersign.query.Facts.trunkCreated;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.kafka.KafkaSettings;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.PartitionStops;
import io.countersign.query.streams.StreamsProperties;
import io.countersign.query.streams.TestInstance;
import io.countersign.query.view.Seen;
import io.countersign.query.view.SeenWaiters.Waiter;
import io.countersign.query.view.View;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.event.AccountEventEnvelope;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewsTopologyTest {
    private static final String ACCOUNT = "acc_1";
    private static final String TRUNK = "trunk_4x5y6z";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final PartitionStops stops = new PartitionStops();
    private final Views views = Views.create(store -> eventTime -> {}, stops);

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, AccountEventEnvelope> accounts;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, TrunkEventEnvelope> trunks;

    @BeforeEach
    void startWithTheProductionSettings() {
        driver = new TopologyTestDriver(
                ViewsTopology.build(views, 4),
                StreamsProperties.of(
                        Names.viewsApplication(1), "test", Duration.ofMillis(100), new KafkaSettings("localhost:1", 4, (short) 1), TestInstance.in(folder), TestInstance.ADDRESS));
        accounts = driver.createInputTopic(Topics.ACCOUNT_EVENTS.name(), new StringSerializer(), new AvroSerializer<>());
        trunks = driver.createInputTopic(Topics.TRUNK_EVENTS.name(), new StringSerializer(), new AvroSerializer<>());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void isTheApprovedTopology() {
        ApprovedFile.of("views-topology.txt").verify(ViewsTopology.build(views, 4).describe().toString());
    }

    @Test
    void everyViewHasSeenEveryEventOfItsAggregate() {
        pipe(accountCreated(ACCOUNT, "Example Ltd"));
        pipe(apiKeyCreated(ACCOUNT, 2, "key_1"));
        pipe(apiKeyRevoked(ACCOUNT, 3, "key_1"));
        pipe(trunkCreated(TRUNK, ACCOUNT));
        pipe(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        pipe(credentialDeleted(TRUNK, 3, "cred_1", "alice"));

        assertThat(Seen.of(store(views.account()), ACCOUNT)).isEqualTo(3);
        assertThat(Seen.of(store(views.trunk()), TRUNK)).isEqualTo(3);
        assertThat(Seen.of(store(views.trunkList()), TRUNK)).isEqualTo(3);
        assertThat(Seen.of(store(views.credential()), TRUNK)).isEqualTo(3);
        assertThat(Seen.of(store(views.registration()), TRUNK)).isEqualTo(3);
        assertThat(Seen.of(store(views.credential()), "trunk_other")).isZero();
    }

    @Test
    void aRemovedCredentialLeavesNothingButItsTrunksAccountAndWhatWasSeen() {
        pipe(trunkCreated(TRUNK, ACCOUNT));
        pipe(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        pipe(credentialDeleted(TRUNK, 3, "cred_1", "alice"));

        assertThat(content(views.credential())).containsOnlyKeys("account\0" + TRUNK, "seen\0" + TRUNK);
    }

    @Test
    void repeatedEventsLeaveEveryViewAsItIs() {
        pipe(trunkCreated(TRUNK, ACCOUNT));
        pipe(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        pipe(credentialDeleted(TRUNK, 3, "cred_1", "alice"));
        pipe(credentialCreated(TRUNK, 4, "cred_2", "alice"));
        Map<String, String> trunk = content(views.trunk());
        Map<String, String> list = content(views.trunkList());
        Map<String, String> credentials = content(views.credential());

        pipe(credentialCreated(TRUNK, 2, "cred_1", "alice"));
        pipe(credentialDeleted(TRUNK, 3, "cred_1", "alice"));
        pipe(credentialCreated(TRUNK, 4, "cred_2", "alice"));

        assertThat(content(views.trunk())).isEqualTo(trunk);
        assertThat(content(views.trunkList())).isEqualTo(list);
        assertThat(content(views.credential())).isEqualTo(credentials);
    }

    @Test
    void whoWaitsIsToldByThePut() {
        Waiter early = views.credential().waiters().register(TRUNK, 2);
        Waiter late = views.trunkList().waiters().register(TRUNK, 3);
        pipe(trunkCreated(TRUNK, ACCOUNT));
        assertThat(early.seen()).isNotDone();

        pipe(credentialCreated(TRUNK, 2, "cred_1", "alice"));

        assertThat(early.seen()).isCompleted();
        assertThat(late.seen()).isNotDone();
        early.close();
        late.close();
    }

    @Test
    void aGapStopsEveryViewOfThePartitionWhereItIs() {
        pipe(trunkCreated(TRUNK, ACCOUNT));
        pipe(credentialCreated(TRUNK, 3, "cred_1", "alice"));
        pipe(trunkCreated("trunk_behind", ACCOUNT));
        pipe(credentialCreated(TRUNK, 2, "cred_2", "bob"));
        pipe(accountCreated(ACCOUNT, "Example Ltd"));

        assertThat(Seen.of(store(views.trunk()), TRUNK)).isEqualTo(1);
        assertThat(Seen.of(store(views.credential()), TRUNK)).isEqualTo(1);
        assertThat(Seen.of(store(views.trunkList()), TRUNK)).isEqualTo(1);
        assertThat(Seen.of(store(views.trunk()), "trunk_behind")).isZero();
        assertThat(Seen.of(store(views.account()), ACCOUNT)).isEqualTo(1);
        assertThat(stops.offset(new TopicPartition(Topics.TRUNK_EVENTS.name(), 0))).hasValue(1);
        assertThat(stops.descriptions()).containsExactly("trunk.events.v1-0 (VersionGapException)");
    }

    private void pipe(TrunkEventEnvelope event) {
        trunks.pipeInput(event.getAggregateId(), event);
    }

    private void pipe(AccountEventEnvelope event) {
        accounts.pipeInput(event.getAggregateId(), event);
    }

    private KeyValueStore<String, byte[]> store(View view) {
        return driver.getKeyValueStore(view.store());
    }

    private Map<String, String> content(View view) {
        Map<String, String> content = new TreeMap<>();
        try (KeyValueIterator<String, byte[]> all = store(view).all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                content.put(entry.key, HexFormat.of().formatHex(entry.value));
            }
        }
        return content;
    }
}
