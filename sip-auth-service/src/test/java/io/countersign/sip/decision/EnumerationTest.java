package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.OTHER_TENANTS_USER;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.message.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No oracle: whether a user or a trunk exists, whose it is, and whether its credential was deleted, is told neither by the bytes of an
 * answer nor by its time.
 */
class EnumerationTest {
    private static final DigestAlgorithm SHA_256 = DigestAlgorithm.SHA_256;
    private static final String CONTACT = "Contact: <sip:a@192.0.2.10:5062>";
    private static final String DELETED = "erica";
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 20_000;
    /** So few failures a minute that nobody is locked out, which is another, shorter way. */
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(10);

    private static final double MAX_DIFFERENCE = 0.03;

    private final DecisionFixture decisions = new DecisionFixture();

    EnumerationTest() {
        decisions.accounts.user(DOMAIN, DELETED, PASSWORD).remove(DOMAIN, DELETED);
    }

    /** Names of one length, so that nothing but what is known of them differs. */
    private static Map<String, UserAgent> callers() {
        Map<String, UserAgent> callers = new LinkedHashMap<>();
        callers.put("wrong password", new UserAgent(DOMAIN, USER, "wrong horse"));
        callers.put("unknown user", new UserAgent(DOMAIN, "david", PASSWORD));
        callers.put("other tenant's user", new UserAgent(DOMAIN, OTHER_TENANTS_USER, PASSWORD));
        callers.put("deleted credential", new UserAgent(DOMAIN, DELETED, PASSWORD));
        callers.put("unknown trunk", new UserAgent("trunk-xyz." + DecisionFixture.BASE, USER, PASSWORD));
        callers.put("other tenant's trunk", new UserAgent("trunk-old." + DecisionFixture.BASE, USER, PASSWORD));
        return callers;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void everyRefusalHasTheSameBytes(Transport transport) {
        for (String method : List.of("REGISTER", "INVITE", "MESSAGE")) {
            List<String> answers = new ArrayList<>();
            callers().forEach((what, caller) -> {
                if (!what.equals("other tenant's trunk")) { // its own algorithms in its own order, as anybody may ask it
                    answers.add(neutral(refused(caller, method, transport)));
                }
            });
            assertThat(answers).as(method).hasSize(5).allMatch(answers.getFirst()::equals);
        }
    }

    /** The third failed call of a caller is 403 for everybody alike. */
    @Test
    void aForbiddenCallHasTheSameBytes() {
        List<String> answers = new ArrayList<>();
        callers().forEach((what, caller) -> {
            refused(caller, "INVITE", Transport.UDP);
            refused(caller, "INVITE", Transport.UDP);
            answers.add(neutral(refused(caller, "INVITE", Transport.UDP)));
        });

        assertThat(answers).hasSize(6).allMatch(answers.getFirst()::equals).first().asString().startsWith("SIP/2.0 403 ");
    }

    /** A caller, and how long each of his refusals took. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Probe(String what, UserAgent caller, long[] nanos) {}

    @Test
    @EnabledIfSystemProperty(named = "countersign.long", matches = "true", disabledReason = "-Plong: needs an idle machine")
    void everyRefusalTakesTheSameTime() {
        List<Probe> probes = new ArrayList<>();
        callers().forEach((what, caller) -> {
            if (!what.equals("other tenant's trunk")) {
                probes.add(new Probe(what, caller, new long[ROUNDS]));
            }
        });
        List<Probe> order = new ArrayList<>(probes);
        Random random = new Random(20261127);
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            Collections.shuffle(order, random);
            for (Probe probe : order) {
                String register = probe.caller().register(CONTACT);
                byte[] request = probe.caller().answer(register, decisions.ask(register), SHA_256).getBytes(ISO_8859_1);
                long start = System.nanoTime();
                int answered = decisions.handle(request);
                long taken = System.nanoTime() - start;
                assertThat(answered).as("refused, not locked out").isPositive();
                if (round >= 0) {
                    probe.nanos()[round] = taken;
                }
            }
            decisions.failures.clear();
            decisions.pass(BETWEEN_ROUNDS);
        }

        assertThat(decisions.lockouts).isEmpty();
        long least = Long.MAX_VALUE;
        long most = 0;
        for (Probe probe : probes) {
            Arrays.sort(probe.nanos());
            long median = probe.nanos()[ROUNDS / 2];
            System.out.printf("enumeration: %-20s median %d ns of %d%n", probe.what(), median, ROUNDS);
            least = Math.min(least, median);
            most = Math.max(most, median);
        }
        System.out.printf("enumeration: medians differ by %.1f %%%n", 100.0 * (most - least) / least);
        assertThat((double) (most - least) / least).isLessThanOrEqualTo(MAX_DIFFERENCE);
    }

    private String refused(UserAgent caller, String method, Transport transport) {
        String request = method.equals("REGISTER")
                ? caller.register(CONTACT)
                : caller.request(method, "sip:x@" + caller.domain(), "<sip:x@" + caller.domain() + ">");
        byte[] answered = caller.answer(request, decisions.ask(request), SHA_256).getBytes(ISO_8859_1);
        return decisions.ask(answered, HOME, transport);
    }

    /** Without what the caller itself wrote (names, branch), nonce and tag. */
    private static String neutral(String answer) {
        return answer.replaceAll("nonce=\"[^\"]*\"", "nonce").replaceAll("(?m)^To: (.*);tag=.*", "To: $1").replaceAll("branch=[^;\r]*", "branch")
                .replaceAll("trunk-[a-z0-9]{3}", "trunk").replaceAll("sip:(alice|carol|david|erica)@", "sip:user@");
    }
}
