package io.countersign.sip.decision;

import io.countersign.sip.account.Account;
import io.countersign.sip.account.TrunkPolicy;
import io.countersign.sip.message.SipMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each decision while its logger is at debug: with ids of ours, no word of the sender's. */
final class DecisionLog {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);
    private static final String NONE = "";

    private DecisionLog() {}

    static void ended(RequestContext context, Outcome outcome) {
        if (LOG.isDebugEnabled()) {
            write(context, outcome, NONE);
        }
    }

    static void refused(RequestContext context, FailureReason reason) {
        if (LOG.isDebugEnabled()) {
            write(context, Outcome.REFUSED, reason.code());
        }
    }

    private static void write(RequestContext context, Outcome outcome, String reason) {
        SipMessage message = context.message;
        @Nullable TrunkPolicy trunk = context.trunk;
        @Nullable Account account = context.account;
        LOG.debug(
                "sip.decided outcome={} reason={} method={} transport={} source={} trunk={} credential={}",
                outcome.code(),
                reason,
                message.isRequest() && message.isWellFormed() ? message.method() : NONE,
                context.source.transport(),
                context.source.address().getHostAddress(),
                trunk == null ? NONE : trunk.trunkId(),
                account == null ? NONE : account.credentialId());
    }
}
