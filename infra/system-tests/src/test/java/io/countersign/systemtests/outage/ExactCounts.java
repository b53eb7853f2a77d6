package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.cluster.Broker;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import io.countersign.systemtests.cluster.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** What attackers count for themselves is what the summary says, by trunk and reason, whatever is away meanwhile. */
final class ExactCounts {
    private static final String USERNAME = "pbx";
    private static final String PASSWORD = "a long password";
    /** Nobody is locked out here, because loopback is exempt in this cluster: SipAuthServiceIT counts that exactly. */
    private static final List<String> OF_TRUNK =
            List.of("wrong_password", "unknown_user", "malformed_credentials", "stale_nonce", "replayed_nonce");

    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(60);
    /**
     * What a killed node has not sent: the second that it is in, and the one before, whose counts are taken within 0.25 s of its end and
     * then are under way (sip.md, Counts). Of a failure that was told two seconds before the kill Kafka has known for half a second at least.
     */
    private static final Duration LOST_AT_MOST = Duration.ofSeconds(2);

    private static final int ATTEMPTS_AT_LEAST = 500;
    private static final Duration BEFORE_AND_AFTER = Duration.ofSeconds(2);

    private final Cluster cluster;
    private final RestClient operator;
    private final RestClient admin;
    private final String account;
    private final String trunk;
    private final String domain;

    ExactCounts(Cluster cluster) {
        this.cluster = cluster;
        this.operator = new RestClient(cluster.apiUrl(), cluster.operatorKey());
        JsonNode created = operator.post("/v1/account", "{\"name\":\"Attacked\"}").expect(201).json();
        this.admin = operator.withKey(created.get("api_key").get("secret").asString());
        this.account = "/v1/account/" + created.get("id").asString();
        JsonNode of = admin.post(account + "/trunks", "{\"name\":\"t\",\"auth_type\":\"credential\",\"digest_algorithms\":[\"MD5\"]}")
                .expect(201)
                .json();
        this.trunk = account + "/trunks/" + of.get("id").asString();
        this.domain = of.get("sip_domain").asString();
        admin.post(trunk + "/credentials", "{\"username\":\"" + USERNAME + "\",\"password\":\"" + PASSWORD + "\"}", "Prefer", "wait=10").expect(201);
    }

    /** Every node is attacked while all brokers are away, and while a query-service is killed and comes back. */
    void whileKafkaIsAwayAndAQueryServiceIsRestarted(Duration length) throws InterruptedException {
        Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Attack> attacks = begin();
        TimeUnit.MILLISECONDS.sleep(BEFORE_AND_AFTER.toMillis());
        cluster.brokers().all().forEach(Broker::kill);
        TimeUnit.MILLISECONDS.sleep(length.toMillis()); // the outage itself
        cluster.brokers().all().forEach(Broker::start);
        cluster.brokers().all().forEach(Broker::awaitReady);
        Instance query = cluster.query().getFirst();
        query.kill();
        TimeUnit.MILLISECONDS.sleep(BEFORE_AND_AFTER.toMillis());
        query.start();
        end(attacks);
        Instant until = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        cluster.awaitReady();

        String time = "/auth-failures/summary?step=1s&since=" + since + "&until=" + until;
        Map<String, Long> told = told(attacks);
        assertThat(attacks).allSatisfy(attack -> assertThat(attack.total()).isGreaterThan(ATTEMPTS_AT_LEAST));
        assertThat(attacks.stream().mapToLong(Attack::unanswered).sum()).as("requests without an answer").isZero();
        long began = System.nanoTime();
        await("all is counted").atMost(COUNTED_WITHIN).untilAsserted(() -> {
            JsonNode summary = admin.get(trunk + time).expect(200).json();
            assertThat(byReason(summary)).isEqualTo(told);
            assertThat(summary.get("complete").asBoolean()).as(summary.get("gaps").toString()).isTrue();
            assertThat(byReason(admin.get(account + time).expect(200).json())).isEqualTo(told);
            assertThat(operator.get("/v1" + time).expect(200).json().at("/by_reason/unknown_trunk").asLong())
                    .isEqualTo(attacks.stream().mapToLong(attack -> attack.told("unknown_trunk")).sum());
        });
        System.out.printf("exact counts: %s told by attackers of %d nodes, %.1f s without a broker and with a query-service killed; difference 0, complete %.1f s after the end%n",
                told, attacks.size(), length.toMillis() / 1e3, (System.nanoTime() - began) / 1e9);
    }

    /** What it had not sent is missing, no more, and the summary says where. */
    void aKilledNodeLeavesAGap(SipInstance node) throws InterruptedException {
        Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Attack> attacks = List.of(attack(node));
        TimeUnit.MILLISECONDS.sleep(3 * BEFORE_AND_AFTER.toMillis());
        long saved = ofTrunk(attacks.getFirst());
        long savedAt = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(LOST_AT_MOST.toMillis());
        node.instance().kill();
        long lostAfter = (System.nanoTime() - savedAt) / 1_000_000;
        attacks.getFirst().end();
        Instant until = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        node.instance().start();
        node.instance().awaitReady();

        String time = "/auth-failures/summary?step=1s&since=" + since + "&until=" + until;
        await("the gap is seen").atMost(COUNTED_WITHIN).untilAsserted(() -> {
            JsonNode summary = admin.get(trunk + time).expect(200).json();
            assertThat(summary.get("complete").asBoolean()).isFalse();
            assertThat(summary.get("gaps")).as(summary.toString()).hasSize(1);
            assertThat(summary.at("/gaps/0/node").asString()).startsWith(node.name());
            assertThat(summary.get("total").asLong()).isBetween(saved, ofTrunk(attacks.getFirst()));
        });
        JsonNode summary = admin.get(trunk + time).expect(200).json();
        System.out.printf("exact counts: %s killed; of %d failures told %d are counted (told %d ms before the kill: %d); gap %s%n",
                node.name(), ofTrunk(attacks.getFirst()), summary.get("total").asLong(), lostAfter, saved, summary.get("gaps"));
    }

    private List<Attack> begin() {
        return cluster.sip().stream().map(this::attack).toList();
    }

    private Attack attack(SipInstance node) {
        SipInstance other = cluster.sip().stream().filter(each -> !each.equals(node)).findFirst().orElseThrow();
        return Attack.begin(node.sipPort(), other.sipPort(), domain, USERNAME, PASSWORD);
    }

    private static void end(List<Attack> attacks) throws InterruptedException {
        for (Attack attack : attacks) {
            attack.end();
        }
    }

    private static long ofTrunk(Attack attack) {
        return OF_TRUNK.stream().mapToLong(attack::told).sum();
    }

    private static Map<String, Long> told(List<Attack> attacks) {
        Map<String, Long> told = new TreeMap<>();
        OF_TRUNK.forEach(reason -> told.put(reason, attacks.stream().mapToLong(attack -> attack.told(reason)).sum()));
        return told;
    }

    private static Map<String, Long> byReason(JsonNode summary) {
        Map<String, Long> counts = new TreeMap<>();
        summary.get("by_reason").properties().forEach(count -> counts.put(count.getKey(), count.getValue().asLong()));
        return counts;
    }
}
