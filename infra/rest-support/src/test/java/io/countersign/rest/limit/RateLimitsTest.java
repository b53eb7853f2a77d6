package io.countersign.rest.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class RateLimitsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Such clocks may stand anywhere, also below zero. */
    private final AtomicLong nanoTime = new AtomicLong(-3 * SECOND);

    private final RateLimits limits = new RateLimits(200, nanoTime::get);

    @Test
    void aBurstOfTwiceTheRateIsGrantedThenTheRate() {
        assertThat(granted("key_a", 1_000)).isEqualTo(400);

        nanoTime.addAndGet(SECOND);
        assertThat(granted("key_a", 1_000)).isEqualTo(200);

        nanoTime.addAndGet(SECOND / 200);
        assertThat(granted("key_a", 10)).isEqualTo(1);
    }

    @Test
    void nothingIsSavedUpBeyondTheBurst() {
        granted("key_a", 1_000);
        nanoTime.addAndGet(3_600 * SECOND);

        assertThat(granted("key_a", 1_000)).isEqualTo(400);
    }

    @Test
    void aRefusedRequestCostsNothing() {
        granted("key_a", 100_000);
        nanoTime.addAndGet(SECOND / 2);

        assertThat(granted("key_a", 1_000)).isEqualTo(100);
    }

    @Test
    void eachKeyHasItsOwn() {
        granted("key_a", 1_000);

        assertThat(granted("key_b", 1_000)).isEqualTo(400);
    }

    @Test
    void zeroIsNoLimit() {
        RateLimits off = new RateLimits(0, nanoTime::get);

        assertThat(off.take("key_a")).isEqualTo(Optional.empty());
        assertThat(off.size()).isZero();
    }

    @Test
    void theClientIsToldWhereItStands() {
        assertThat(headers(limits.take("key_a"))).isEqualTo("[RateLimit-Limit:\"400\", RateLimit-Remaining:\"399\", RateLimit-Reset:\"1\"]");

        granted("key_a", 399);
        Allowance refused = limits.take("key_a").orElseThrow();
        assertThat(headers(Optional.of(refused))).isEqualTo("[RateLimit-Limit:\"400\", RateLimit-Remaining:\"0\", RateLimit-Reset:\"2\"]");
        assertThat(refused.granted()).isFalse();
        ApiException refusal = refused.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(refusal.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void whoWaitsAsLongAsToldMaySendAgain() {
        RateLimits slow = new RateLimits(1, nanoTime::get);
        slow.take("key_a");
        slow.take("key_a");
        nanoTime.addAndGet(SECOND / 3);
        Allowance refused = slow.take("key_a").orElseThrow();

        assertThat(refused.untilNext()).isEqualTo(Duration.ofNanos(SECOND - SECOND / 3));
        nanoTime.addAndGet(Long.parseLong(refused.refusal().headers().get("Retry-After")) * SECOND);
        assertThat(slow.take("key_a").orElseThrow().granted()).isTrue();
    }

    @Test
    void aBucketThatIsFullAgainIsForgotten() {
        for (int i = 0; i < 1_000; i++) {
            limits.take("key_" + i);
        }
        assertThat(limits.size()).isEqualTo(1_000);

        nanoTime.addAndGet(4 * SECOND);
        assertThat(limits.size()).isZero();
    }

    @Test
    void theNumberOfBucketsIsBounded() {
        for (int i = 0; i < 150_000; i++) {
            limits.take("key_" + i);
        }

        assertThat(limits.size()).isLessThanOrEqualTo(100_000);
    }

    private int granted(String key, int requests) {
        int granted = 0;
        for (int i = 0; i < requests; i++) {
            granted += limits.take(key).orElseThrow().granted() ? 1 : 0;
        }
        return granted;
    }

    private static String headers(Optional<Allowance> allowance) {
        HttpHeaders headers = new HttpHeaders();
        allowance.orElseThrow().tell(headers);
        return headers.toString();
    }
}
