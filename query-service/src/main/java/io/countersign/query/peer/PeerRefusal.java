package io.countersign.query.peer;

/** What the instance that was asked says when it can't answer now; no fault, so without a trace. */
final class PeerRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PeerRefusal(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
