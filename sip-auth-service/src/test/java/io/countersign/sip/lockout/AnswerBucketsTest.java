package io.countersign.sip.lockout;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.challenge.KeyedHash;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnswerBucketsTest {
    private static final long START = 1_800_000_000_000L;

    private final AnswerBuckets buckets = new AnswerBuckets(new AnswerSettings(20, address -> false), START);
    private final SourceKey victim = new SourceKey(new byte[KeyedHash.KEY_BYTES]).set(new byte[] {(byte) 192, 0, 2, 1});
    private final SourceKey stranger = new SourceKey(new byte[KeyedHash.KEY_BYTES]);

    @Test
    void neverAnswersMoreThanTheRateAndTwentyAtOnce() {
        int answered = 0;
        for (int millis = 0; millis < 60_000; millis++) {
            answered += buckets.take(victim, START + millis) ? 1 : 0;
        }

        assertThat(answered).isBetween(60 * 20, 60 * 20 + 20);
    }

    @Test
    void aMillionForgedSourcesBringNoMoreAnswersToTheirVictimThanTheyCost() {
        SplittableRandom random = new SplittableRandom(6);
        int answered = 0;
        for (int i = 0; i < 1_000_000; i++) {
            stranger.set(SourcePrefix.of(address(random)));
            buckets.take(stranger, START + i / 1_000); // for a second
            answered += buckets.take(victim, START + i / 1_000) ? 1 : 0;
        }

        assertThat(answered).isLessThanOrEqualTo(40);
        assertThat(buckets.occupied()).isEqualTo(1.0);
    }

    @Test
    void aFloodOfStrangersPushesNobodyOutWhoAuthenticatedInTheLastHour() {
        SplittableRandom random = new SplittableRandom(7);
        buckets.authenticated(victim, START);
        for (int i = 0; i < 2_000_000; i++) {
            stranger.set(SourcePrefix.of(address(random)));
            buckets.take(stranger, START + 3_000_000);
        }

        int answered = 0;
        for (int i = 0; i < 1_000; i++) {
            answered += buckets.take(victim, START + 3_500_000) ? 1 : 0;
        }
        assertThat(answered).isEqualTo(200);
        for (int i = 0; i < 1_000; i++) {
            answered += buckets.take(victim, START + 3_610_000) ? 1 : 0;
        }
        assertThat(answered).isEqualTo(220);
    }

    @Test
    void aSourceHasAuthenticatedForAnHourAndToAskTakesNoPlace() {
        assertThat(buckets.hasAuthenticated(victim, START)).isFalse();
        assertThat(buckets.occupied()).isZero();

        buckets.authenticated(victim, START);

        assertThat(buckets.hasAuthenticated(victim, START + 3_598_000)).isTrue();
        assertThat(buckets.hasAuthenticated(victim, START + 3_600_000)).isFalse();
        assertThat(buckets.hasAuthenticated(stranger.set(1), START)).isFalse();
    }

    private static byte[] address(SplittableRandom random) {
        byte[] address = new byte[4];
        random.nextBytes(address);
        return address;
    }
}
