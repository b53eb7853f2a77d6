package io.countersign.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.systemtests.RestClient.NoAnswerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything is killed at random moments while credentials are created and deleted, and ended in order at last: what was
 * acknowledged is there after the next start, in the list and on SIP. Rounds: 1, with {@code -Plong} 20, or {@code -Dcountersign.crash.rounds}.
 */
class CrashRoundsIT {
    private static final int ROUNDS = Integer.getInteger("countersign.crash.rounds", 1);
    private static final long SEED = Long.getLong("countersign.crash.seed", 20_261_122L);
    private static final int WRITERS = 4;
    private static final int ENDED_BY_SIGTERM = 128 + 15;
    private static final String PASSWORD = "a long enough password";

    @TempDir
    private Path folder;

    /** Each round tries many deleted usernames from one address. */
    private static final Map<String, String> NOT_LOCKED_OUT = Map.of("COUNTERSIGN_LOCKOUT_EXEMPT", "127.0.0.0/8");

    /** What the writers know: acknowledged states, and usernames whose last request had no answer. */
    private final Map<String, String> present = new ConcurrentHashMap<>();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicInteger acknowledged = new AtomicInteger();

    @Test
    void whatWasAcknowledgedOutlivesTheEndOfEverything() throws InterruptedException {
        Random random = new Random(SEED);
        RunningCountersign.Ports ports = RunningCountersign.Ports.free();
        Path data = folder.resolve("data");
        Customer customer;
        RunningCountersign running = RunningCountersign.start(data, ports, NOT_LOCKED_OUT);
        try {
            customer = Customer.create(running.operator(), "[\"MD5\"]");
            for (int round = 1; round <= ROUNDS; round++) {
                int acknowledgedBefore = acknowledged.get();
                writeUntilKilled(customer, running, 10 + random.nextInt(60), Duration.ofMillis(random.nextInt(50)), round);
                running = RunningCountersign.start(data, ports, NOT_LOCKED_OUT);
                check(customer, ports.sip());
                System.out.printf(
                        "crash round %d of %d (seed %d): killed after %d acknowledged changes, ready again in %d ms; of %d so far 0 lost%n",
                        round, ROUNDS, SEED, acknowledged.get() - acknowledgedBefore, running.readyAfter().toMillis(), acknowledged.get());
            }
            assertThat(running.stop()).as("exit code of the orderly end").isIn(0, ENDED_BY_SIGTERM);
            running = RunningCountersign.start(data, ports);
            check(customer, ports.sip());
            System.out.printf("ready after %d ms (after an orderly end)%n", running.readyAfter().toMillis());
        } finally {
            running.close();
        }
        assertThat(acknowledged).as("acknowledged changes").hasValueGreaterThanOrEqualTo(10 * ROUNDS);
    }

    /** The random moment: after so many acknowledged changes, and a while. */
    private void writeUntilKilled(Customer customer, RunningCountersign running, int changes, Duration more, int round)
            throws InterruptedException {
        AtomicBoolean stopped = new AtomicBoolean();
        int target = acknowledged.get() + changes;
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String prefix = "u" + round + "-" + i + "-";
            writers.add(Thread.ofPlatform().start(() -> write(customer, prefix, stopped)));
        }
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(() -> acknowledged.get() >= target);
        TimeUnit.NANOSECONDS.sleep(more.toNanos()); // the random moment itself, not a wait for something
        running.killEverything();
        stopped.set(true);
        for (Thread writer : writers) {
            assertThat(writer.join(Duration.ofSeconds(40))).isTrue();
        }
    }

    /** Creates one after the other and deletes every third of its own, until the first request without an answer. */
    private void write(Customer customer, String prefix, AtomicBoolean stopped) {
        for (int n = 0; !stopped.get(); n++) {
            String username = prefix + n;
            unknown.add(username);
            try {
                RestClient.Answer created = customer.createCredential(username, PASSWORD);
                if (created.status() != 201) {
                    return; // 503 while it dies: refused, but whether it was stored is not said
                }
                String id = created.json().get("id").asString();
                present.put(username, id);
                unknown.remove(username);
                acknowledged.incrementAndGet();
                if (n % 3 == 2) {
                    unknown.add(username);
                    if (customer.deleteCredential(id).status() != 204) {
                        return;
                    }
                    present.remove(username);
                    deleted.add(username);
                    unknown.remove(username);
                    acknowledged.incrementAndGet();
                }
            } catch (NoAnswerException e) {
                return;
            }
        }
    }

    private void check(Customer customer, int sipPort) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Set<String> listed = listed(customer);
            assertThat(listed).containsAll(surely(present.keySet()));
            assertThat(listed).doesNotContainAnyElementsOf(surely(deleted));
        });
        try (SipUser phone = SipUser.overUdp(sipPort, customer.sipDomain())) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                for (String username : surely(present.keySet())) {
                    assertThat(phone.register(username, PASSWORD, DigestAlgorithm.MD5).status()).as(username).isEqualTo(200);
                }
                for (String username : surely(deleted)) {
                    assertThat(phone.register(username, PASSWORD, DigestAlgorithm.MD5).status()).as(username).isEqualTo(401);
                }
            });
        }
    }

    private Set<String> surely(Set<String> usernames) {
        Set<String> sure = new HashSet<>(usernames);
        sure.removeAll(unknown);
        return sure;
    }

    private static Set<String> listed(Customer customer) {
        Set<String> usernames = new HashSet<>();
        String after = "";
        do {
            var page = customer.client()
                    .get(customer.credentialsPath() + "?limit=1000" + after)
                    .expect(200)
                    .json();
            page.get("data").forEach(credential -> usernames.add(credential.get("username").asString()));
            after = page.get("next").isNull() ? "" : "&after=" + page.get("next").asString();
        } while (!after.isEmpty());
        return usernames;
    }
}
