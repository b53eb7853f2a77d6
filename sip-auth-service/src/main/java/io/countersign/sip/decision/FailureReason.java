package io.countersign.sip.decision;

/** Why a request was refused: the reason codes of docs/reference/sip.md. */
public enum FailureReason {
    UNKNOWN_USER("unknown_user", Sampling.SAMPLED),
    WRONG_PASSWORD("wrong_password", Sampling.SAMPLED),
    UNKNOWN_TRUNK("unknown_trunk", Sampling.SAMPLED),
    /** Ordinary: every nonce ends once. */
    STALE_NONCE("stale_nonce", Sampling.COUNTED_ONLY),
    REPLAYED_NONCE("replayed_nonce", Sampling.SAMPLED),
    WRONG_REALM("wrong_realm", Sampling.SAMPLED),
    ALGORITHM_NOT_ALLOWED("algorithm_not_allowed", Sampling.SAMPLED),
    MALFORMED_CREDENTIALS("malformed_credentials", Sampling.SAMPLED),
    IDENTITY_NOT_ALLOWED("identity_not_allowed", Sampling.SAMPLED),
    MALFORMED("malformed", Sampling.SAMPLED),
    NOT_READY("not_ready", Sampling.COUNTED_ONLY);

    private final String code;
    private final Sampling sampling;

    FailureReason(String code, Sampling sampling) {
        this.code = code;
        this.sampling = sampling;
    }

    /** The code in events, metrics and answers of the API. */
    public String code() {
        return code;
    }

    /** Whether samples of it go to Kafka. */
    public boolean isSampled() {
        return sampling == Sampling.SAMPLED;
    }

    private enum Sampling {
        SAMPLED,
        COUNTED_ONLY
    }
}
