package io.countersign.sip.lockout;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.RecordKeys;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.message.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LockoutsTest {
    private static final long NOW = 1_800_000_000;
    private static final int TOLD_AGAIN = 100_000;
    private static final String DOMAIN = "trunk-abc.sip.example.com";
    private static final LockoutSettings SETTINGS = settings(10, Duration.ofMinutes(5), Duration.ofHours(1));

    private final List<Lockout> began = new ArrayList<>();
    private final Lockouts lockouts = new Lockouts(SETTINGS, new byte[KeyedHash.KEY_BYTES], NOW, began::add);
    private final SourceKey key = new SourceKey(new byte[KeyedHash.KEY_BYTES]);

    @Test
    void whatAnotherNodeTellsIsInForceAndItsTombstoneLiftsIt() {
        Lockout told = attempt("alice", "203.0.113.66", NOW + 300);
        lockouts.put(told);

        assertThat(isLockedOut("alice", "203.0.113.66", NOW + 299)).isTrue();
        assertThat(isLockedOut("alice", "203.0.113.66", NOW + 300)).isFalse();
        assertThat(isLockedOut("alice", "203.0.113.67", NOW)).isFalse();
        assertThat(isLockedOut("bob", "203.0.113.66", NOW)).isFalse();
        assertThat(lockouts.find(told.id(), NOW)).contains(told);
        assertThat(lockouts.find(told.id(), NOW + 300)).isEmpty();

        lockouts.lift(told.key());
        lockouts.lift(told.key()); // it may come twice

        assertThat(isLockedOut("alice", "203.0.113.66", NOW)).isFalse();
        assertThat(lockouts.isEmpty()).isTrue();
        assertThat(lockouts.size()).isZero();
    }

    @Test
    void anOlderRecordOfTheSameLockOutDoesNotShortenIt() {
        lockouts.put(attempt("alice", "203.0.113.66", NOW + 600));
        lockouts.put(attempt("alice", "203.0.113.66", NOW + 300));

        assertThat(isLockedOut("alice", "203.0.113.66", NOW + 599)).isTrue();
    }

    /** A node's own record comes back from Kafka while the source goes on guessing. */
    @Test
    void aRecordThatComesAgainNeverLetsAGuessThrough() throws InterruptedException {
        lockouts.put(attempt("alice", "203.0.113.66", NOW + 300));
        AtomicBoolean ended = new AtomicBoolean();
        Thread teller = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < TOLD_AGAIN; i++) {
                lockouts.put(attempt("alice", "203.0.113.66", NOW + 300 + i % 2));
            }
            ended.set(true);
        });
        long asked = 0;
        long letThrough = 0;
        while (!ended.get()) {
            asked++;
            letThrough += isLockedOut("alice", "203.0.113.66", NOW) ? 0 : 1;
        }
        teller.join();

        System.out.printf("lock-outs: told again %d times, asked %d times meanwhile, let through %d%n", TOLD_AGAIN, asked, letThrough);
        assertThat(asked).isGreaterThan(1_000);
        assertThat(letThrough).isZero();
    }

    @Test
    void aSourcePushesOutOnlyItsOwn() {
        lockouts.put(attempt("alice", "203.0.113.1", NOW + 10)); // over before all others
        for (int i = 0; i < 10 * Lockouts.PER_SOURCE; i++) {
            lockouts.put(attempt("user" + i, "203.0.113.66", NOW + 1_000 + i));
        }

        assertThat(lockouts.size()).isEqualTo(Lockouts.PER_SOURCE + 1);
        assertThat(isLockedOut("alice", "203.0.113.1", NOW)).isTrue();
        assertThat(isLockedOut("user0", "203.0.113.66", NOW)).isFalse();
        assertThat(isLockedOut("user" + (10 * Lockouts.PER_SOURCE - 1), "203.0.113.66", NOW)).isTrue();
    }

    @Test
    void theSourceThatIsFreeFirstMakesRoom() {
        lockouts.put(attempt("alice", "203.0.113.1", NOW + 3_600));
        for (int i = 0; i < Lockouts.MAX_SOURCES + 100; i++) {
            lockouts.put(attempt("alice", "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255), NOW + 300));
        }

        assertThat(lockouts.size()).isEqualTo(Lockouts.MAX_SOURCES);
        assertThat(isLockedOut("alice", "203.0.113.1", NOW)).isTrue();
    }

    @Test
    void whatIsOverIsRememberedForADay() {
        lockouts.put(attempt("alice", "203.0.113.66", NOW + 300));

        lockouts.expire(NOW + 300 + 86_399);
        assertThat(lockouts.size()).isEqualTo(1);
        assertThat(lockouts.active(NOW + 300)).isZero();

        lockouts.expire(NOW + 300 + 86_400);
        assertThat(lockouts.isEmpty()).isTrue();
    }

    @Test
    void afterALiftTheFailuresBeforeDoNotCount() {
        fail(10);
        lockouts.lift(began.getFirst().key());

        fail(9);

        assertThat(began).hasSize(1);
        fail(1);
        assertThat(began).hasSize(2).last().satisfies(again -> assertThat(again.round()).isEqualTo(1));
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> settings(0, Duration.ofMinutes(5), Duration.ofHours(1))).hasMessageContaining("countersign.lockout.failures is 0");
        assertThatThrownBy(() -> settings(1_001, Duration.ofMinutes(5), Duration.ofHours(1))).hasMessageContaining("(expected: 1 to 1000)");
        assertThatThrownBy(() -> settings(10, Duration.ZERO, Duration.ofHours(1))).hasMessageContaining("countersign.lockout.duration is PT0S");
        assertThatThrownBy(() -> settings(10, Duration.ofMinutes(5), Duration.ofMinutes(4))).hasMessageContaining("(expected: not less than");
        assertThatThrownBy(() -> settings(10, Duration.ofMinutes(5), Duration.ofDays(2))).hasMessageContaining("max-duration is PT48H");
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            key.set(SourcePrefix.parse("203.0.113.66"));
            lockouts.failed(
                    new FailedAttempt(key, 42, new Attempt(DOMAIN, "alice"), Optional.empty(), Optional.empty(), "wrong_password"), NOW);
        }
    }

    private boolean isLockedOut(String username, String source, long now) {
        return lockouts.isLockedOut(key.set(SourcePrefix.parse(source)), slice(DOMAIN), slice(username), now);
    }

    private static Slice slice(String text) {
        return Slice.of(text.getBytes(US_ASCII));
    }

    private static Lockout attempt(String username, String source, long until) {
        String recordKey = RecordKeys.lockout(DOMAIN, username, source);
        return new Lockout(
                LockoutId.of(recordKey), recordKey, Optional.of("acc_1"), Optional.of("trunk_abc"),
                Optional.of(new Attempt(DOMAIN, username)), SourcePrefix.parse(source), "wrong_password", 10, 1, NOW, until);
    }

    private static LockoutSettings settings(int failures, Duration duration, Duration maxDuration) {
        return new LockoutSettings(failures, 20, Duration.ofMinutes(1), duration, maxDuration, address -> false);
    }
}
