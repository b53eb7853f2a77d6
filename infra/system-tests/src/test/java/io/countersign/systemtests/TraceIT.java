package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.kafka.trace.TraceHeader;
import io.countersign.kafka.trace.TraceParent;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trace goes with a write: from the client's header over every record that follows from it into the log of each service. */
class TraceIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT_ID = "b7ad6b7169203331";
    private static final String PASSWORD = "secure_password_here_123";

    @TempDir
    private static Path folder;

    private static RunningCountersign running;
    private static Customer customer;

    @BeforeAll
    static void up() {
        running = RunningCountersign.start(folder.resolve("data"), RunningCountersign.Ports.free());
        customer = Customer.create(running.operator(), "[\"SHA-256\",\"MD5\"]");
    }

    @AfterAll
    static void down() {
        running.close();
    }

    @Test
    void oneWriteHasItsTraceOnEveryRecordAndInTheLogOfEachService() throws IOException {
        customer.createCredential("pbx", PASSWORD, "Prefer", "wait=5", "X-Request-Id", "my-request-1",
                        "traceparent", "00-" + TRACE_ID + "-" + PARENT_ID + "-01")
                .expect(201);

        Map<String, Set<TraceParent>> traces = traces(
                TraceIT::isOfTrace, Topics.TRUNK_EVENTS, Topics.CREDENTIAL_SECRETS, Topics.authTable(1));
        assertThat(traces).as("topics with a record of this trace").hasSize(3);
        assertThat(traces.values()).allSatisfy(ofTopic -> assertThat(ofTopic).singleElement().satisfies(trace -> {
            assertThat(trace.parentId()).as("our part of the trace").isNotEqualTo(PARENT_ID);
            assertThat(trace.isSampled()).isTrue();
        }));
        for (String hop : List.of("event.relayed", "auth.folded", "view.folded", "row.applied")) {
            await(hop).atMost(SOON).untilAsserted(() -> assertThat(logLines()).anyMatch(line -> line.contains(" " + hop + " ")));
        }
        assertThat(logLines()).anyMatch(line -> line.contains(" event.relayed ") && line.contains(" request_id=my-request-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "00-" + TRACE_ID + "-" + PARENT_ID + "-01-more",
        "00-" + TRACE_ID + "-0000000000000000-01",
        "x=\"0af7651916cd43dd8448eb211c80319c\""
    })
    void aMalformedTraceIsReplaced(String malformed) throws IOException {
        String trunk = customer.client()
                .post("/v1/account/" + customer.accountId() + "/trunks",
                        "{\"name\":\"B\",\"auth_type\":\"credential\"}", "traceparent", malformed)
                .expect(201)
                .json()
                .get("id")
                .asString();

        await().atMost(SOON).untilAsserted(() -> assertThat(traces(record -> trunk.equals(record.key()), Topics.TRUNK_EVENTS))
                .hasEntrySatisfying(Topics.TRUNK_EVENTS.name(), traces -> assertThat(traces).singleElement().satisfies(trace -> {
                    assertThat(trace.traceId()).isNotEqualTo(TRACE_ID);
                    assertThat(trace.isSampled()).isFalse();
                })));
    }

    /** By topic, what those of its records carry. */
    private static Map<String, Set<TraceParent>> traces(Predicate<ConsumerRecord<String, ?>> wanted, Topic... topics)
            throws IOException {
        Map<String, Set<TraceParent>> traces = new ConcurrentHashMap<>();
        try (TopicTail<SpecificRecord> tail = TopicTail.start(kafka(), "trace-test", List.of(topics), SpecificRecord.class, record -> {
            if (wanted.test(record)) {
                TraceHeader.of(record.headers())
                        .ifPresent(trace -> traces.computeIfAbsent(record.topic(), _ -> new HashSet<>()).add(trace));
            }
        })) {
            tail.loaded().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        }
        return traces;
    }

    private static boolean isOfTrace(ConsumerRecord<String, ?> record) {
        return TraceHeader.of(record.headers()).filter(trace -> trace.traceId().equals(TRACE_ID)).isPresent();
    }

    private static KafkaSettings kafka() throws IOException {
        Properties ports = new Properties();
        try (Reader file = Files.newBufferedReader(running.data().resolve("ports.properties"))) {
            ports.load(file);
        }
        return new KafkaSettings("127.0.0.1:" + ports.getProperty("kafka"), 4, (short) 1);
    }

    /** The lines that name the trace. */
    private static List<String> logLines() throws IOException {
        try (Stream<String> lines = Files.lines(running.data().resolve("logs/countersign.log"))) {
            return lines.filter(line -> line.contains("trace_id=" + TRACE_ID)).toList();
        }
    }
}
