package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.standalone.Main;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code countersign rebuild} at a running one: it returns when the new generation serves, which knows what the old one knew. */
@ExtendWith(SharedCountersign.class)
@Order(SharedCountersign.LAST)
class RebuildCommandIT {
    private static final String PASSWORD = "correct-horse-42-battery";
    private static final int OK = 0;

    private static RunningCountersign running;
    private static Customer customer;
    private static String kept;

    @BeforeAll
    static void write(RunningCountersign shared) {
        running = shared;
        customer = Customer.create(shared.operator(), "[\"SHA-256\"]");
        kept = customer.createCredential("kept", PASSWORD).expect(201).json().get("id").asString();
        String removed = customer.createCredential("removed", PASSWORD).expect(201).json().get("id").asString();
        customer.deleteCredential(removed, "Prefer", "wait=10").expect(204);
    }

    @Test
    void theAuthTableIsBuiltAgainAndLetsTheSameUsersIn() {
        int before = generation("auth-table");

        assertThat(rebuild("auth-table")).isEqualTo(OK);

        assertThat(generation("auth-table")).isEqualTo(before + 1);
        assertThat(register("kept")).isEqualTo(200);
        assertThat(register("removed")).isEqualTo(401);
    }

    @Test
    void theViewsAreBuiltAgainAndShowTheSame() {
        int before = generation("views");

        assertThat(rebuild("views")).isEqualTo(OK);

        assertThat(generation("views")).isEqualTo(before + 1);
        assertThat(customer.client().get(customer.credentialsPath()).expect(200).json().get("data").findValuesAsString("id")).containsExactly(kept);
    }

    @Test
    void howItStandsIsShown() {
        assertThat(rebuild("views", "--status")).isEqualTo(OK);
    }

    private static int rebuild(String... arguments) {
        Stream<String> all = Stream.concat(Stream.of("rebuild", "--data", running.data().toString()), Stream.of(arguments));
        return Main.commandLine().execute(all.toArray(String[]::new));
    }

    private static int generation(String target) {
        return running.operator().get("/v1/rebuilds/" + target).expect(200).json().get("generation").asInt();
    }

    private static int register(String username) {
        try (SipUser phone = SipUser.overUdp(running.ports().sip(), customer.sipDomain())) {
            return phone.register(username, PASSWORD, DigestAlgorithm.SHA_256).status();
        }
    }
}
