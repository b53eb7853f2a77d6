package io.countersign.query.failure;

import io.countersign.schemas.failure.AuthFailed;
import java.time.Instant;
import java.util.Optional;

/** Which failures are asked for; {@code since} and {@code until} belong to what is asked for. */
record FailureFilter(
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<FailureReason> reason,
        Optional<String> username,
        Optional<String> sourceIp) {

    /** Whether a failure within the time asked for is one of them. */
    boolean matches(AuthFailed failure) {
        return reason.map(it -> it.code().equals(failure.getReason())).orElse(true)
                && username.map(it -> it.equals(failure.getUsername())).orElse(true)
                && sourceIp.map(it -> it.equals(failure.getSourceIp())).orElse(true);
    }
}
