package io.countersign.rest.limit;

import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.ErrorCode;
import java.time.Duration;
import org.springframework.http.HttpHeaders;

/**
 * What one request of a limited key came to.
 *
 * @param granted whether it may go on
 * @param limit the most requests that the key may ever send at once
 * @param remaining how many it may send now
 * @param untilNext until one more may be sent; zero when one may be now
 * @param untilFull until {@code limit} may be sent at once again
 */
public record Allowance(boolean granted, long limit, long remaining, Duration untilNext, Duration untilFull) {
    private static final String LIMIT = "RateLimit-Limit";
    private static final String REMAINING = "RateLimit-Remaining";
    private static final String RESET = "RateLimit-Reset";
    private static final Duration ALMOST_A_SECOND = Duration.ofNanos(999_999_999);

    /** Tells the client where it stands, whatever the answer becomes. */
    public void tell(HttpHeaders headers) {
        headers.set(LIMIT, Long.toString(limit));
        headers.set(REMAINING, Long.toString(remaining));
        headers.set(RESET, Long.toString(wholeSeconds(untilFull)));
    }

    /** The answer to a request that is not granted: 429 with {@code Retry-After} in whole seconds. */
    public ApiException refusal() {
        return new ApiException(ErrorCode.RATE_LIMITED, "This key sends too many requests. Wait as long as Retry-After says.")
                .withHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wholeSeconds(untilNext))));
    }

    /** Rounded up: who waits that long has waited long enough. */
    private static long wholeSeconds(Duration duration) {
        return duration.plus(ALMOST_A_SECOND).toSeconds();
    }
}
