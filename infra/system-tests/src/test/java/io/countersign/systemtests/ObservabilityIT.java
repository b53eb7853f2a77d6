package io.countersign.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicTail;
import io.countersign.kafka.trace.TraceHeader;
import io.countersign.kafka.trace.TraceParent;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.systemtests.RestClient.Answer;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What can be seen from outside: a trace goes with a write, over every record that follows from it, into the log of each
 * service; requests are logged; the metrics are those of the document; and nothing of it holds a secret or, in a tag, an id.
 */
@ExtendWith(SharedCountersign.class)
@Order(SharedCountersign.LAST)
class ObservabilityIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT_ID = "b7ad6b7169203331";
    private static final String PASSWORD = "secure_password_here_123";

    private static RunningCountersign running;
    private static Customer customer;

    @BeforeAll
    static void use(RunningCountersign shared) {
        running = shared;
        customer = Customer.create(running.operator(), "[\"SHA-256\",\"MD5\"]");
    }

    @Test
    void oneWriteHasItsTraceOnEveryRecordAndInTheLogOfEachService() throws IOException {
        customer.createCredential("pbx", PASSWORD, "Prefer", "wait=5", "X-Request-Id", "my-request-1",
                        "traceparent", "00-" + TRACE_ID + "-" + PARENT_ID + "-01")
                .expect(201);

        Map<String, Set<TraceParent>> traces = traces(
                ObservabilityIT::isOfTrace, Topics.TRUNK_EVENTS, Topics.CREDENTIAL_SECRETS, Topics.authTable(1));
        assertThat(traces).as("topics with a record of this trace").hasSize(3);
        assertThat(traces.values()).allSatisfy(ofTopic -> assertThat(ofTopic).singleElement().satisfies(trace -> {
            assertThat(trace.parentId()).as("our part of the trace").isNotEqualTo(PARENT_ID);
            assertThat(trace.isSampled()).isTrue();
        }));
        for (String hop : List.of("event.relayed", "auth.folded", "view.folded", "row.applied")) {
            await(hop).atMost(SOON).untilAsserted(() -> assertThat(logLines("trace_id=" + TRACE_ID)).anyMatch(line -> line.contains(" " + hop + " ")));
        }
        assertThat(logLines("trace_id=" + TRACE_ID)).anyMatch(line -> line.contains(" event.relayed ") && line.contains(" request_id=my-request-1"));
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

    @Test
    void aWriteIsOneLineWithItsIdsAndAReadIsNone() throws IOException {
        String key = customer.client().post("/v1/account/" + customer.accountId() + "/api-keys",
                        "{\"name\":\"second\",\"role\":\"read\"}", "X-Request-Id", "my-request-2")
                .expect(201)
                .json()
                .get("id")
                .asString();
        await().atMost(SOON).until(() -> // without a token the view may not have the trunk yet
                customer.client().get(customer.credentialsPath() + "?limit=7", "X-Request-Id", "my-request-3").status() == 200);

        await().atMost(SOON).untilAsserted(() -> assertThat(logLines("request_id=my-request-2"))
                .filteredOn(line -> line.contains(" http.request "))
                .singleElement()
                .asString()
                .contains("role=admin", "account=" + customer.accountId(), "key=key_", "method=POST", "status=201",
                        "route=/v1/account/{account_id}/api-keys", "trace_id=")
                .doesNotContain(key));
        assertThat(logLines("request_id=my-request-3")).isEmpty();
    }

    @Test
    void theMetricsAreThoseOfTheDocument() throws IOException {
        work();

        String document = Files.readString(Checkout.root().resolve("docs/reference/observability.md"));
        await().atMost(SOON).untilAsserted(() ->
                assertThat(metrics().labels()).isEqualTo(MetricsPage.documented(document)));
    }

    @Test
    void noTagIsAnIdAnAddressOrAName() {
        work();

        assertThat(metrics().values())
                .isNotEmpty()
                .noneMatch(value -> value.matches(".*\\b(acc|trunk|cred|key)_[a-z0-9]{12}\\b.*"))
                .noneMatch(value -> value.contains("127.0.0.1") || value.contains("observed-user") || value.contains(customer.sipDomain()));
    }

    @Test
    void noSecretIsInALogAMetricOrHealth() throws IOException {
        String password = "Marked-secret-41c7e09b";
        String trace = "00-" + "4".repeat(32) + "-" + PARENT_ID + "-01";
        customer.createCredential("marked", password, "traceparent", trace).expect(201);
        customer.createCredential("marked", password, "traceparent", trace).expect(409);
        RestClient marked = running.operator().withKey("csk_live_" + password);
        marked.get("/v1/account?password=" + password, "traceparent", trace).expect(401);
        customer.client().get(customer.credentialsPath() + "?secret=" + password, "traceparent", trace).expect(400);
        customer.client().post(customer.credentialsPath(), "{\"" + password + "\":\"" + password + "\"", "traceparent", trace).expect(400);
        try (SipUser phone = SipUser.overUdp(running.ports().sip(), customer.sipDomain())) {
            phone.register("marked", password + "x", DigestAlgorithm.SHA_256);
        }
        List<byte[]> marks = new ArrayList<>(SecretMarks.of("marked", customer.sipDomain(), password));
        marks.add(customer.client().key().getBytes(UTF_8));
        marks.add(running.operator().key().getBytes(UTF_8));

        await().atMost(SOON).untilAsserted(() -> assertThat(logLines("trace_id=" + "4".repeat(32))).anyMatch(line -> line.contains("row.applied")));
        assertThat(SecretMarks.findIn(running.data().resolve("logs"), marks)).isEmpty();
        String pages = metricsText() + running.operator().get("/actuator/health/readiness").expect(200).body()
                + running.operator().get("/actuator/info").expect(200).body();
        assertThat(SecretMarks.occurIn(pages.getBytes(UTF_8), marks)).isFalse();
    }

    /** Something of everything that is measured. */
    private static void work() {
        String suffix = Long.toString(System.nanoTime(), 36);
        Answer created = customer.createCredential("observed-user" + suffix, PASSWORD, "Prefer", "wait=5").expect(201);
        customer.client().get(customer.credentialsPath(), "Consistency-Token", created.header("Consistency-Token").orElseThrow()).expect(200);
        customer.createCredential("observed-user" + suffix, PASSWORD).expect(409);
        try (SipUser phone = SipUser.overUdp(running.ports().sip(), customer.sipDomain())) {
            phone.register("observed-user" + suffix, PASSWORD, DigestAlgorithm.SHA_256);
            phone.register("observed-user" + suffix, "another password", DigestAlgorithm.SHA_256);
        }
    }

    private static MetricsPage metrics() {
        return MetricsPage.parse(metricsText());
    }

    private static String metricsText() {
        return running.operator().get("/actuator/prometheus").expect(200).body();
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

    private static List<String> logLines(String wanted) throws IOException {
        try (Stream<String> lines = Files.lines(running.data().resolve("logs/countersign.log"))) {
            return lines.filter(line -> line.contains(wanted)).toList();
        }
    }
}
