package io.countersign.systemtests.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.SipUser;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What the README's tour does, for any run and at each of its SIP nodes. */
final class FirstSteps {
    private static final String WAIT = "wait=10";
    private static final String USERNAME = "pbx-prod-01";
    private static final String PASSWORD = "secure_password_here_123";
    private static final int OK = 200;

    private FirstSteps() {}

    /** An account, a trunk, a credential that registers, a wrong password, a credential that is deleted. */
    static void walk(String apiUrl, String operatorKey, List<Integer> sipPorts) {
        RestClient operator = new RestClient(apiUrl, operatorKey);
        JsonNode account = operator.post("/v1/account", "{\"name\":\"Acme\"}").expect(201).json();
        RestClient customer = operator.withKey(account.path("api_key").path("secret").asString());
        String trunks = "/v1/account/" + account.path("id").asString() + "/trunks";
        JsonNode trunk = customer.post(trunks, "{\"name\":\"Head office\",\"auth_type\":\"credential\"}").expect(201).json();
        String credentials = trunks + "/" + trunk.path("id").asString() + "/credentials";
        String domain = trunk.path("sip_domain").asString();

        RestClient.Answer made = customer.post(
                        credentials, "{\"username\":\"" + USERNAME + "\",\"password\":\"" + PASSWORD + "\"}", "Prefer", WAIT)
                .expect(201);
        assertThat(made.header("Effective")).isEqualTo(Optional.of("true"));
        assertThat(customer.get(credentials, "Consistency-Token", made.header("Consistency-Token").orElseThrow()).expect(OK).body())
                .contains(USERNAME);
        phones(sipPorts, domain).forEach(phone -> {
            assertThat(register(phone, PASSWORD)).isEqualTo(OK);
            assertThat(register(phone, "wrong_password")).isNotEqualTo(OK);
        });

        RestClient.Answer gone = customer.delete(credentials + "/" + made.json().path("id").asString(), "Prefer", WAIT).expect(204);
        assertThat(gone.header("Effective")).isEqualTo(Optional.of("true"));
        phones(sipPorts, domain).forEach(phone -> assertThat(register(phone, PASSWORD)).isNotEqualTo(OK));
    }

    private static int register(Supplier<SipUser> phone, String password) {
        try (SipUser user = phone.get()) {
            return user.register(USERNAME, password, DigestAlgorithm.SHA_256).status();
        }
    }

    /** Each node by each transport; a new connection each time. */
    private static Stream<Supplier<SipUser>> phones(List<Integer> ports, String domain) {
        return ports.stream().flatMap(port ->
                Stream.of(() -> SipUser.overUdp(port, domain), () -> SipUser.overTcp(port, domain)));
    }
}
