package io.countersign.systemtests.check;

/**
 * One change that a client asked for, and what it was told in the end. All tries of one request, with one Idempotency-Key,
 * are one.
 *
 * @param tag what its event carries and no other's does: a name or description; for a removal the id of what is removed
 */
public record Request(Kind kind, String tag, Outcome outcome) {

    /** What was asked for. */
    public enum Kind {
        CREATE_ACCOUNT,
        CREATE_TRUNK,
        CREATE_CREDENTIAL,
        DELETE_CREDENTIAL,
        CREATE_API_KEY,
        REVOKE_API_KEY
    }

    /** How it ended. */
    public sealed interface Outcome {
        /** 2xx; {@code id} names what was made or removed. */
        record Acknowledged(String id) implements Outcome {}

        /** Any other answer: the workload asks for nothing that could be refused. */
        record Refused(int status) implements Outcome {}

        /** No answer to any try: it may have happened, once. */
        record Unknown() implements Outcome {}
    }
}
