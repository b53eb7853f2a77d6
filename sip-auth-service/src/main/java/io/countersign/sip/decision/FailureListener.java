package io.countersign.sip.decision;

/** Is told of refused requests. Must not block: an answer waits for it. Owned by one worker. */
@FunctionalInterface
public interface FailureListener {
    /** The context is valid only during the call. */
    void failed(RequestContext context, FailureReason reason);
}
