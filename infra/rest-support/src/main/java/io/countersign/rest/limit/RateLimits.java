package io.countersign.rest.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How many requests each key may send to this instance: a token bucket a key, filled evenly. Instances do not know of each
 * other, so a key may send as often to each.
 *
 * <p>Only who was authenticated gets a bucket, so nobody fills the memory with keys that don't exist. May be called by any
 * thread.
 */
public final class RateLimits {
    /** What is saved up, in seconds of the rate. */
    private static final int BURST_SECONDS = 2;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** An unused bucket is full after this time: a new one in its place is the same. */
    private static final Duration KEPT = Duration.ofSeconds(BURST_SECONDS).plus(SECOND);

    /** About 300 bytes each. */
    private static final int MAX_BUCKETS = 100_000;

    private final int perSecond;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /**
     * No bucket is made yet.
     *
     * @param perSecond requests of one key; 0 = as many as it likes
     * @param nanoTime a clock that never goes back, such as {@link System#nanoTime}
     */
    public RateLimits(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.time = new Nanos(nanoTime);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_BUCKETS)
                .expireAfterAccess(KEPT)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run) // what there is to tidy up is little
                .build();
    }

    /** Counts one request of a key; nothing when there is no limit. */
    public Optional<Allowance> take(String keyId) {
        if (perSecond == 0) {
            return Optional.empty();
        }
        ConsumptionProbe probe = buckets.get(keyId, id -> newBucket()).tryConsumeAndReturnRemaining(1);
        return Optional.of(new Allowance(
                probe.isConsumed(),
                burst(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset())));
    }

    /** How many keys have a bucket at the moment. */
    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst()).refillGreedy(perSecond, SECOND))
                .withCustomTimePrecision(time)
                .build();
    }

    private long burst() {
        return (long) BURST_SECONDS * perSecond;
    }

    private record Nanos(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
