package io.countersign.sip.decision;

/**
 * Why a request was refused: the reason codes of docs/reference/sip.md. Those of what has no API yet are not here: {@code ip_not_allowed} and
 * {@code register_not_allowed} (access lists), {@code credential_disabled} and {@code credential_expired} (the credential's settings),
 * {@code trunk_disabled} and {@code tls_required} (the trunk's settings). {@link RequestDecision} and {@link Authenticator} say where
 * each will be judged; query-service can explain them all.
 */
public enum FailureReason {
    UNKNOWN_USER("unknown_user", Sampling.SAMPLED, Guess.COUNTED),
    WRONG_PASSWORD("wrong_password", Sampling.SAMPLED, Guess.COUNTED),
    UNKNOWN_TRUNK("unknown_trunk", Sampling.SAMPLED, Guess.COUNTED),
    /** Ordinary: every nonce ends once. */
    STALE_NONCE("stale_nonce", Sampling.COUNTED_ONLY),
    REPLAYED_NONCE("replayed_nonce", Sampling.SAMPLED),
    WRONG_REALM("wrong_realm", Sampling.SAMPLED),
    ALGORITHM_NOT_ALLOWED("algorithm_not_allowed", Sampling.SAMPLED),
    MALFORMED_CREDENTIALS("malformed_credentials", Sampling.SAMPLED),
    IDENTITY_NOT_ALLOWED("identity_not_allowed", Sampling.SAMPLED),
    /** Dropped without a look at the credentials. */
    LOCKED_OUT("locked_out", Sampling.SAMPLED),
    MALFORMED("malformed", Sampling.SAMPLED),
    /** More comes than can be judged; those who are known go first. */
    OVERLOAD("overload", Sampling.COUNTED_ONLY),
    NOT_READY("not_ready", Sampling.COUNTED_ONLY);

    private final String code;
    private final Sampling sampling;
    private final Guess guess;

    FailureReason(String code, Sampling sampling) {
        this(code, sampling, Guess.NONE);
    }

    FailureReason(String code, Sampling sampling, Guess guess) {
        this.code = code;
        this.sampling = sampling;
        this.guess = guess;
    }

    /** The code in events, metrics and answers of the API. */
    public String code() {
        return code;
    }

    /** Whether samples of it go to Kafka. */
    public boolean isSampled() {
        return sampling == Sampling.SAMPLED;
    }

    /** Whether it counts towards a lock-out: its nonce was sent to that very source, and what was answered may be a guess. */
    public boolean countsTowardsLockout() {
        return guess == Guess.COUNTED;
    }

    private enum Guess {
        COUNTED,
        NONE
    }

    private enum Sampling {
        SAMPLED,
        COUNTED_ONLY
    }
}
