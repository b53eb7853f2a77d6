package io.countersign.sip.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.countersign.schemas.Topics;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.decision.FailingRequests;
import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.SteadyClock;
import io.countersign.sip.report.FailureCounter.Second;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureCounterTest {
    private static final InetSocketAddress HOME = new InetSocketAddress("192.0.2.10", 5062);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("2001:db8::7", 5062);
    private static final Instant START = Instant.ofEpochSecond(1_795_000_000L);

    private final AtomicLong elapsedNanos = new AtomicLong();
    private final FailingRequests requests = new FailingRequests(new SteadyClock(() -> START, elapsedNanos::get));
    private final FailureCounter counter = new FailureCounter(new byte[KeyedHash.KEY_BYTES]);

    @Test
    void countsByTrunkReasonUsernameAndSource() {
        count(FailingRequests.DOMAIN, "alice", HOME, FailureReason.WRONG_PASSWORD);
        count(FailingRequests.DOMAIN, "alice", ELSEWHERE, FailureReason.WRONG_PASSWORD);
        count(FailingRequests.DOMAIN, "bob", HOME, FailureReason.UNKNOWN_USER);

        TrunkCounts known = taken(FailingRequests.TRUNK);
        assertThat(known.byReason()).isEqualTo(Map.of("wrong_password", 2L, "unknown_user", 1L));
        assertThat(known.usernames.toMap()).isEqualTo(Map.of("alice", 2L, "bob", 1L));
        assertThat(known.sources.toMap()).isEqualTo(Map.of("192.0.2.10", 2L, "2001:db8:0:0:0:0:0:7", 1L));
        assertThat(known.accountId()).isPresent();
    }

    @Test
    void trunksThatDontExistAreOne() {
        for (int i = 0; i < 5_000; i++) {
            count("trunk-" + i + "." + FailingRequests.BASE, "bob", HOME, FailureReason.UNKNOWN_TRUNK);
        }

        assertThat(taken(Topics.UNKNOWN_TRUNK).byReason()).isEqualTo(Map.of("unknown_trunk", 5_000L));
    }

    @Test
    void whatHasNoRoomIsCountedWithoutItsName() {
        int spoofed = 2 * FailureCounter.NAMES_PER_SECOND;
        for (int i = 0; i < spoofed; i++) {
            count(FailingRequests.DOMAIN, "spoofed-" + i, HOME, FailureReason.UNKNOWN_USER);
        }

        assertThat(counter.names()).isEqualTo(NameCounts.MOST_NAMES + 1);
        TrunkCounts trunk = taken(FailingRequests.TRUNK);
        assertThat(trunk.byReason()).isEqualTo(Map.of("unknown_user", (long) spoofed));
        assertThat(trunk.usernames.size()).isEqualTo(NameCounts.MOST_NAMES);
        assertThat(trunk.sources.toMap()).isEqualTo(Map.of("192.0.2.10", (long) spoofed));
    }

    @Test
    void aSecondIsTakenWhenItIsOverAndOnce() {
        count(FailingRequests.DOMAIN, "alice", HOME, FailureReason.WRONG_PASSWORD);
        assertThat(counter.takeBefore(START.getEpochSecond())).isEmpty();
        pass(Duration.ofSeconds(1));
        count(FailingRequests.DOMAIN, "alice", HOME, FailureReason.WRONG_PASSWORD);

        assertThat(counter.takeBefore(START.getEpochSecond() + 1)).singleElement()
                .satisfies(second -> assertThat(second.second).isEqualTo(START.getEpochSecond()));
        assertThat(counter.takeBefore(START.getEpochSecond() + 1)).isEmpty();
    }

    @Test
    void whileNobodyTakesTheLastSecondHasAllThatCome() {
        for (int i = 0; i < 100; i++) {
            count(FailingRequests.DOMAIN, "alice", HOME, FailureReason.WRONG_PASSWORD);
            pass(Duration.ofSeconds(1));
        }

        List<Second> seconds = counter.takeBefore(Long.MAX_VALUE);
        assertThat(seconds).hasSize(FailureCounter.MOST_SECONDS);
        assertThat(seconds.stream().mapToLong(second -> sum(second.trunks)).sum()).isEqualTo(100);
    }

    @Test
    void nothingIsLostOrDoubleWhileAnotherThreadTakes() throws InterruptedException {
        int failures = 200_000;
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong taken = new AtomicLong();
        Thread taker = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                counter.takeBefore(Long.MAX_VALUE).forEach(second -> taken.addAndGet(sum(second.trunks)));
            }
        });
        for (int i = 0; i < failures; i++) {
            count(FailingRequests.DOMAIN, "alice", HOME, FailureReason.WRONG_PASSWORD);
        }
        done.set(true);
        taker.join(Duration.ofSeconds(10));
        counter.takeBefore(Long.MAX_VALUE).forEach(second -> taken.addAndGet(sum(second.trunks)));

        assertThat(taken).hasValue(failures);
        assertThat(counter.counted()).isEqualTo(failures);
    }

    @Test
    void countingWhatIsThereMakesNoObject() {
        var context = requests.register(FailingRequests.DOMAIN, "alice", HOME);
        int rounds = 200_000;
        for (int i = 0; i < rounds; i++) {
            counter.count(context, FailureReason.WRONG_PASSWORD);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long began = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            counter.count(context, FailureReason.WRONG_PASSWORD);
        }
        long nanos = System.nanoTime() - began;
        double bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / rounds;

        System.out.printf("counting a failure: %d ns, %.1f bytes%n", nanos / rounds, bytes);
        assertThat(bytes).isLessThan(1);
    }

    private void count(String domain, String username, InetSocketAddress from, FailureReason reason) {
        counter.count(requests.register(domain, username, from), reason);
    }

    /** What was counted in one second, of this one key. */
    private TrunkCounts taken(String key) {
        Map<String, TrunkCounts> trunks = new HashMap<>();
        counter.takeBefore(Long.MAX_VALUE).forEach(second -> trunks.putAll(second.trunks));
        assertThat(trunks).containsOnlyKeys(key);
        return Objects.requireNonNull(trunks.get(key));
    }

    private void pass(Duration time) {
        elapsedNanos.addAndGet(time.toNanos());
    }

    private static long sum(Map<String, TrunkCounts> trunks) {
        return trunks.values().stream()
                .flatMap(trunk -> trunk.byReason().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
