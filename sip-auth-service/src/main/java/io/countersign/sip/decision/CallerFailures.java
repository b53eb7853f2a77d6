package io.countersign.sip.decision;

import io.countersign.sip.message.DigestCredentials;

/** Counts a caller's failed INVITEs: from the third on he is told 403, until a success (sip.md). Owned by one worker. */
final class CallerFailures {
    private static final int FORBIDDEN_FROM = 3;

    private final RecentFailures failures;
    private final CallerHash hash;

    CallerFailures(RecentFailures failures, CallerHash hash) {
        this.failures = failures;
        this.hash = hash;
    }

    /** Adds a failure; whether the caller is told 403 now. */
    boolean isOneTooMany(RequestContext context, DigestCredentials credentials) {
        return failures.add(hash.of(context.realm, credentials.username(), context.source), context.nowSecond)
                >= FORBIDDEN_FROM;
    }

    void succeeded(RequestContext context, DigestCredentials credentials) {
        failures.clear(hash.of(context.realm, credentials.username(), context.source));
    }
}
