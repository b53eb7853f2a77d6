package io.countersign.query.registration;

import static io.countersign.query.Facts.credentialCreated;
import static io.countersign.query.Facts.credentialDeleted;
import static io.countersign.query.Facts.registration;
import static io.countersign.query.Facts.registrationKey;
import static io.countersign.query.Facts.trunkCreated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.kafka.KafkaSettings;
import io.countersign.query.Views;
import io.countersign.query.ViewsTopology;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.PartitionStops;
import io.countersign.query.streams.StreamsProperties;
import io.countersign.query.streams.TestInstance;
import io.countersign.query.view.Page;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.event.TrunkEventEnvelope;
import io.countersign.schemas.registration.RegistrationRow;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registration view with the production topology: which bindings count. */
class RegistrationTopologyTest {
    private static final String ACCOUNT = "acc_1";
    private static final String TRUNK = "trunk_4x5y6z";
    private static final String CREDENTIAL = "cred_1";
    private static final String CONTACT = "sip:alice@10.0.0.5:5060";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final Views views = Views.create(store -> eventTime -> {}, new PartitionStops());

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, TrunkEventEnvelope> trunks;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, @Nullable RegistrationRow> registrations;

    @BeforeEach
    void startWithTheProductionSettings() {
        driver = new TopologyTestDriver(
                ViewsTopology.build(views, 4),
                StreamsProperties.of(
                        Names.viewsApplication(1), "test", Duration.ofMillis(100), new KafkaSettings("localhost:1", 4, (short) 1), TestInstance.in(folder), TestInstance.ADDRESS));
        trunks = driver.createInputTopic(Topics.TRUNK_EVENTS.name(), new StringSerializer(), new AvroSerializer<>());
        registrations = driver.createInputTopic(Topics.REGISTRATIONS.name(), new StringSerializer(), new AvroSerializer<>());
        pipe(trunkCreated(TRUNK, ACCOUNT));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aBindingCountsOnceItsCredentialIsKnownWhicheverComesFirst() {
        bind(CONTACT);
        assertThat(listed()).isEmpty();

        pipe(credentialCreated(TRUNK, 2, CREDENTIAL, "alice"));

        assertThat(listed()).singleElement().satisfies(row -> {
            assertThat(row.contact()).isEqualTo(CONTACT);
            assertThat(row.source()).isEqualTo("192.0.2.7:5062");
            assertThat(row.node()).isEqualTo("node-1");
        });
    }

    @Test
    void itIsGoneWithItsCredentialAlsoWhenItIsToldOfLate() {
        pipe(credentialCreated(TRUNK, 2, CREDENTIAL, "alice"));
        bind(CONTACT);

        pipe(credentialDeleted(TRUNK, 3, CREDENTIAL, "alice"));
        assertThat(listed()).isEmpty();
        bind(CONTACT);
        assertThat(listed()).isEmpty();
        pipe(credentialCreated(TRUNK, 4, "cred_2", "alice"));
        assertThat(listed()).as("of the former owner of the username").isEmpty();
    }

    @Test
    void itIsGoneWhenItsTimeIsOver() {
        pipe(credentialCreated(TRUNK, 2, CREDENTIAL, "alice"));
        bind(CONTACT);

        assertThat(listed(Clock.systemUTC().instant().plusSeconds(301))).isEmpty();
    }

    @Test
    void aTombstoneRemovesIt() {
        pipe(credentialCreated(TRUNK, 2, CREDENTIAL, "alice"));
        bind(CONTACT);

        registrations.pipeInput(registrationKey(TRUNK, "alice", CONTACT), null);

        assertThat(listed()).isEmpty();
    }

    @Test
    void theEndOfAnotherNodesBindingLeavesIt() {
        pipe(credentialCreated(TRUNK, 2, CREDENTIAL, "alice"));
        bind(CONTACT);

        end("node-2", "a");
        end("node-1", "b");
        assertThat(listed()).hasSize(1);
        end("node-1", "a");
        assertThat(listed()).isEmpty();
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() {
        pipe(credentialCreated(TRUNK, 2, CREDENTIAL, "alice"));
        for (int i = 0; i < 10; i++) {
            bind("sip:alice@10.0.0." + i);
        }

        List<String> walked = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<BindingRow> page = page(after, 3, Clock.systemUTC().instant());
            page.rows().forEach(row -> walked.add(row.contact()));
            after = page.end();
        } while (after.isPresent());

        assertThat(walked).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void anotherAccountFindsNoTrunkAndAnotherTrunkNoBinding() {
        pipe(credentialCreated(TRUNK, 2, CREDENTIAL, "alice"));
        bind(CONTACT);
        pipe(trunkCreated("trunk_4x5y6zz", "acc_2"));

        assertThat(ask("acc_2", TRUNK)).isEmpty();
        assertThat(ask(ACCOUNT, "trunk_other")).isEmpty();
        assertThat(ask("acc_2", "trunk_4x5y6zz").orElseThrow().rows()).isEmpty();
    }

    private void bind(String contact) {
        registrations.pipeInput(registrationKey(TRUNK, "alice", contact), registration(TRUNK, CREDENTIAL, contact).build());
    }

    private void end(String node, String incarnation) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Topics.ENDED_HEADER, RecordKeys.incarnation(node, incarnation).getBytes(UTF_8));
        registrations.pipeInput(new TestRecord<>(registrationKey(TRUNK, "alice", CONTACT), null, headers));
    }

    private void pipe(TrunkEventEnvelope event) {
        trunks.pipeInput(event.getAggregateId(), event);
    }

    private List<BindingRow> listed() {
        return listed(Clock.systemUTC().instant());
    }

    private List<BindingRow> listed(Instant at) {
        return page(Optional.empty(), 100, at).rows();
    }

    private Page<BindingRow> page(Optional<String> after, int limit, Instant at) {
        return new RegistrationsQuestion(ACCOUNT, TRUNK, after, limit, at)
                .answer(driver.getKeyValueStore(Names.REGISTRATION_STORE))
                .orElseThrow();
    }

    private Optional<Page<BindingRow>> ask(String account, String trunk) {
        return new RegistrationsQuestion(account, trunk, Optional.empty(), 100, Clock.systemUTC().instant())
                .answer(driver.getKeyValueStore(Names.REGISTRATION_STORE));
    }
}
