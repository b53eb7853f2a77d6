package io.countersign.systemtests.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.SipUser;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

/** A phone registers at one node; all know; its credential is deleted; a second later nobody knows it any more. */
final class RegistrationEnds {
    /** Of every node, once the credential is deleted (sip.md, Registrar). */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(1);

    /** No promise: on a machine that is busy with eight processes. */
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(10);
    private static final String USERNAME = "registered";
    private static final String PASSWORD = "a long password of a phone";

    private final Cluster cluster;
    private final RestClient admin;
    private final String trunk;
    private final String domain;

    RegistrationEnds(Cluster cluster) {
        this.cluster = cluster;
        RestClient operator = new RestClient(cluster.apiUrl(), cluster.operatorKey());
        JsonNode account = operator.post("/v1/account", "{\"name\":\"Registered\"}").expect(201).json();
        this.admin = operator.withKey(account.get("api_key").get("secret").asString());
        String trunks = "/v1/account/" + account.get("id").asString() + "/trunks";
        JsonNode made = admin.post(trunks, "{\"name\":\"t\",\"auth_type\":\"credential\",\"digest_algorithms\":[\"MD5\"]}").expect(201).json();
        this.trunk = trunks + "/" + made.get("id").asString();
        this.domain = made.get("sip_domain").asString();
    }

    void happen() {
        SipInstance first = cluster.sip().getFirst();
        SipInstance last = cluster.sip().getLast();
        String body = "{\"username\":\"" + USERNAME + "\",\"password\":\"" + PASSWORD + "\"}";
        RestClient.Answer created = admin.post(trunk + "/credentials", body, "Prefer", "wait=10").expect(201);
        assertThat(created.header("Effective")).contains("true");
        try (SipUser phone = SipUser.overUdp(last.sipPort(), domain); SipUser other = SipUser.overUdp(first.sipPort(), domain)) {
            assertThat(phone.register(USERNAME, PASSWORD, DigestAlgorithm.MD5).headers("Contact")).hasSize(1);
            within(SHOWN_WITHIN, "the API shows it").untilAsserted(() -> {
                JsonNode data = registrations();
                assertThat(data).hasSize(1);
                assertThat(data.get(0).get("username").asString()).isEqualTo(USERNAME);
                assertThat(data.get(0).get("node").asString()).isEqualTo(last.name());
            });
            within(SHOWN_WITHIN, "another node knows it").untilAsserted(() ->
                    assertThat(other.askForBindings(USERNAME, PASSWORD, DigestAlgorithm.MD5).headers("Contact")).hasSize(1));

            String id = created.json().get("id").asString();
            long deleted = System.nanoTime();
            RestClient.Answer answer = admin.delete(trunk + "/credentials/" + id).expect(204);

            assertThat(admin.get(trunk + "/registrations", "Consistency-Token", answer.header("Consistency-Token").orElseThrow())
                            .expect(200).json().get("data"))
                    .isEmpty();
            within(ENDS_WITHIN, "nobody has it").untilAsserted(() ->
                    cluster.sip().forEach(node -> assertThat(known(node)).as(node.name()).isZero()));
            assertThat(registrations()).isEmpty();
            assertThat(phone.register(USERNAME, PASSWORD, DigestAlgorithm.MD5).status()).isEqualTo(401);
            assertThat(other.register(USERNAME, PASSWORD, DigestAlgorithm.MD5).status()).isEqualTo(401);
            System.out.printf("registration: of a deleted credential gone everywhere, and refused by every node, %d ms after the request%n",
                    (System.nanoTime() - deleted) / 1_000_000);
        }
    }

    private JsonNode registrations() {
        return admin.get(trunk + "/registrations").expect(200).json().get("data");
    }

    /** Bindings that a node has, own and others'; nothing else registers here. */
    private static double known(SipInstance node) {
        return node.instance().metric("countersign_sip_bindings").orElseThrow()
                + node.instance().metric("countersign_sip_bindings_elsewhere").orElseThrow();
    }

    private static ConditionFactory within(Duration patience, String what) {
        return await(what).atMost(patience).pollInterval(POLL);
    }
}
