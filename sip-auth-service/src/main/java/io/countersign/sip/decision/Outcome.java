package io.countersign.sip.decision;

/** How the decision about a message ended; a refusal has its {@link FailureReason} besides. */
public enum Outcome {
    /** Verified: a REGISTER whose bindings are as asked, or an INVITE that may go on to its call. */
    ACCEPTED("accepted"),
    /** A repeat of an accepted request. */
    REPEATED("repeated"),
    /** Verified, but the registrar can't do what it asks. */
    BINDING_REFUSED("binding_refused"),
    /** Verified, but of a method that isn't served. */
    METHOD_NOT_SERVED("method_not_served"),
    /** OPTIONS, with credentials or without. */
    OPTIONS_ANSWERED("pinged"),
    /** Came without credentials. */
    CHALLENGED("challenged"),
    REFUSED("refused"),
    /** Well-formed, but what a proxy must reject (RFC 3261 section 16.3). */
    REJECTED("objected"),
    /** Belongs to a dialog or transaction that doesn't exist. */
    NO_DIALOG("no_dialog"),
    ACKNOWLEDGED("acknowledged"),
    /** The answer to a keep-alive of ours. */
    KEPT_ALIVE("kept_alive"),
    /** A response, or an ACK to nothing of ours. */
    STRAY("stray");

    private final String code;

    Outcome(String code) {
        this.code = code;
    }

    /** The value of the metric's tag. */
    public String code() {
        return code;
    }
}
