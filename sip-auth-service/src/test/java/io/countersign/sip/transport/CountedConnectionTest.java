package io.countersign.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CountedConnectionTest {
    private static final int STRANGERS_PER_SOURCE = 2;
    private static final int STRANGERS = 4;
    private static final int STRANGERS_BYTES = 200_000;
    private static final StreamLimits LIMITS =
            new StreamLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), STRANGERS_PER_SOURCE, 1, STRANGERS, STRANGERS_BYTES);
    private static final byte[] KNOWN = address("192.0.2.99");

    private final ConnectionCounts counts = new ConnectionCounts(LIMITS, address -> address[3] == 99);

    @Test
    void addressesOfOneIpv6PrefixAreOneSource() {
        enter("2001:db8:0:1200::1");
        enter("2001:db8:0:12ff:ffff:ffff:ffff:ffff");

        assertThat(refusal("2001:db8:0:1234::5")).contains(ConnectionRefusal.SOURCE);
        assertThat(refusal("2001:db8:0:1300::1")).isEmpty();
    }

    @Test
    void addressesOfIpv4AreSourcesOfTheirOwn() {
        enter("192.0.2.1");
        enter("192.0.2.1");

        assertThat(refusal("192.0.2.1")).contains(ConnectionRefusal.SOURCE);
        assertThat(refusal("192.0.2.2")).isEmpty();
    }

    @Test
    void strangersOfAllSourcesAreLimitedUntilOneLeavesOrAuthenticates() {
        List<CountedConnection> entered = new ArrayList<>();
        for (int i = 1; i <= STRANGERS; i++) {
            entered.add(enter("192.0.2." + i));
        }
        assertThat(refusal("192.0.2.5")).contains(ConnectionRefusal.NODE);

        entered.get(0).authenticated();
        enter("192.0.2.6");
        assertThat(refusal("192.0.2.5")).contains(ConnectionRefusal.NODE);

        entered.get(1).leave();
        enter("192.0.2.7");
        assertThat(counts.strangers().connections()).isEqualTo(STRANGERS);
    }

    @Test
    void whoComesFromAKnownSourceIsLimitedByItAlone() {
        for (int i = 1; i <= STRANGERS; i++) {
            enter("192.0.2." + i);
        }
        CountedConnection known = enter(KNOWN);
        enter(KNOWN);

        assertThat(new CountedConnection(counts).enter(KNOWN)).contains(ConnectionRefusal.SOURCE);
        assertThat(known.hold(2 * STRANGERS_BYTES)).isTrue();
        assertThat(counts.strangers().bytes()).isZero();
        known.leave();
        enter(KNOWN);
        assertThat(counts.strangers().connections()).isEqualTo(STRANGERS);
    }

    @Test
    void whatIsRefusedCountsNowhere() {
        List<CountedConnection> entered = new ArrayList<>();
        for (int i = 1; i <= STRANGERS; i++) {
            entered.add(enter("192.0.2." + i));
        }
        CountedConnection refused = new CountedConnection(counts);
        assertThat(refused.enter(address("192.0.2.5"))).contains(ConnectionRefusal.NODE);
        refused.leave();

        entered.forEach(CountedConnection::leave);

        assertThat(counts.strangers().connections()).isZero();
        assertThat(counts.size()).isZero();
    }

    @Test
    void bytesOfAllStrangersAreLimitedAndComeBack() {
        CountedConnection first = enter("192.0.2.1");
        CountedConnection second = enter("192.0.2.2");
        assertThat(first.hold(150_000)).isTrue();

        assertThat(second.hold(50_001)).isFalse();
        assertThat(second.hold(50_000)).isTrue();
        assertThat(first.hold(150_001)).isFalse();
        assertThat(first.hold(100_000)).isTrue();
        assertThat(counts.strangers().bytes()).isEqualTo(150_000);

        second.authenticated();
        assertThat(counts.strangers().bytes()).isEqualTo(100_000);
        assertThat(second.hold(STRANGERS_BYTES)).isTrue();
        first.leave();
        assertThat(counts.strangers().bytes()).isZero();
    }

    @Test
    void eachStepCountsOnceHoweverOftenItIsTaken() {
        CountedConnection left = enter("192.0.2.1");
        assertThat(left.hold(10)).isTrue();
        left.leave();
        left.leave();
        left.authenticated();
        assertThat(left.hold(10)).isTrue();
        CountedConnection authenticated = enter("192.0.2.1");
        authenticated.authenticated();
        authenticated.authenticated();
        assertThat(counts.size()).isEqualTo(1);

        authenticated.leave();
        authenticated.leave();

        assertThat(counts.strangers().connections()).isZero();
        assertThat(counts.strangers().bytes()).isZero();
        assertThat(counts.size()).isZero();
    }

    @Test
    void whoseSourceHasEnoughAuthenticatedStaysAStranger() {
        CountedConnection first = enter("192.0.2.1");
        first.authenticated();
        CountedConnection second = enter("192.0.2.1");

        second.authenticated();
        assertThat(counts.strangers().connections()).isEqualTo(1);

        first.leave();
        second.authenticated();
        assertThat(counts.strangers().connections()).isZero();
    }

    @Test
    void noLimitIsPassedByManyThreadsAndAllComesBack() throws InterruptedException {
        AtomicInteger mostConnections = new AtomicInteger();
        AtomicLong mostBytes = new AtomicLong();
        AtomicInteger refusals = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            byte[] address = address("192.0.2." + i);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 20_000; round++) {
                    CountedConnection connection = new CountedConnection(counts);
                    refusals.addAndGet(connection.enter(address).isPresent() ? 1 : 0);
                    connection.hold(ThreadLocalRandom.current().nextInt(STRANGERS_BYTES));
                    mostConnections.accumulateAndGet(counts.strangers().connections(), Math::max);
                    mostBytes.accumulateAndGet(counts.strangers().bytes(), Math::max);
                    if (round % 3 == 0) {
                        connection.authenticated();
                    }
                    connection.leave();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(mostConnections.get()).isBetween(1, STRANGERS);
        assertThat(mostBytes.get()).isBetween(1L, (long) STRANGERS_BYTES);
        assertThat(refusals.get()).isPositive();
        assertThat(counts.strangers().connections()).isZero();
        assertThat(counts.strangers().bytes()).isZero();
        assertThat(counts.size()).isZero();
    }

    private CountedConnection enter(String address) {
        return enter(address(address));
    }

    private CountedConnection enter(byte[] address) {
        CountedConnection connection = new CountedConnection(counts);
        assertThat(connection.enter(address)).isEmpty();
        return connection;
    }

    private Optional<ConnectionRefusal> refusal(String address) {
        return new CountedConnection(counts).enter(address(address));
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }
}
