package io.countersign.sip.decision;

import io.countersign.sip.account.Account;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.account.TrunkPolicy;
import io.countersign.sip.lockout.AnswerBuckets;
import io.countersign.sip.lockout.Attempt;
import io.countersign.sip.lockout.FailedAttempt;
import io.countersign.sip.lockout.Lockouts;
import io.countersign.sip.message.Method;
import io.countersign.sip.message.Slice;
import io.countersign.sip.usage.CredentialUses;
import io.countersign.sip.usage.Usage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source may do before it has proved anything (docs/reference/sip.md, Abuse): whether it is looked at, and whether it is
 * answered. Owned by one worker; the tables are shared.
 */
final class SourceGuard {
    private final Lockouts lockouts;
    private final AnswerBuckets answers;
    private final CredentialUses uses;
    private final Account nobody = Account.nobody();
    private final CredentialUses nobodysUses = new CredentialUses();
    private final AccountLookup accounts;
    private final CallerHash hash;

    SourceGuard(SourceTables sources, AccountLookup accounts, CallerHash hash) {
        this.lockouts = sources.lockouts();
        this.answers = sources.answers();
        this.uses = sources.uses();
        this.accounts = accounts;
        this.hash = hash;
    }

    /** Whether the request is dropped: it carries credentials or would be challenged, and its source or who it says it is is locked out. */
    boolean isLockedOut(RequestContext context) {
        if (lockouts.isEmpty()) return false;
        if (isPing(context)) return false;
        Slice username = context.claimedUsername();
        if (!lockouts.isLockedOut(context.sourceKey(), context.realm, username, context.nowSecond)) return false;
        if (lockouts.isExempt(context.source.addressBytes())) return false;
        return !isKnown(context, accounts.account(context.realm, username)); // a customer who shares an address with an attacker
    }

    /** Whether it says that it comes from somebody who has proved from there who he is: a refresh or a call, most likely. */
    boolean isRegular(RequestContext context) {
        return isKnown(context, accounts.account(context.realm, context.claimedUsername()));
    }

    /** Whether somebody who has not proved who he is gets this answer. */
    boolean mayBeAnswered(RequestContext context) {
        return answers.isExempt(context.source.addressBytes()) || answers.take(context.sourceKey(), context.nowMillis);
    }

    /** The password was right. */
    void succeeded(RequestContext context) {
        answers.authenticated(context.sourceKey(), context.nowMillis);
        uses.succeeded(context.verified(), context.sourceKey().prefix(), context.nowSecond, context.success);
    }

    /** Counts what may be a guess; never of somebody who is known to come from there. */
    void failed(RequestContext context, FailureReason reason) {
        if (context.account == null && !reason.countsTowardsLockout()) return; // nobody was looked for
        if (noteFailure(context, reason)) return;
        if (!reason.countsTowardsLockout()) return;
        if (lockouts.isExempt(context.source.addressBytes())) return;
        Slice username = context.selected().username();
        Optional<TrunkPolicy> trunk = context.trunk();
        lockouts.failed(
                new FailedAttempt(
                        context.sourceKey(),
                        hash.of(context.realm, username, context.source),
                        Attempt.of(context.realm, username),
                        trunk.map(TrunkPolicy::accountId),
                        trunk.map(TrunkPolicy::trunkId),
                        reason.code()),
                context.nowSecond);
    }

    /** Whether it is somebody who is known to come from there. Costs the same where there is no such credential: time tells nothing. */
    private boolean noteFailure(RequestContext context, FailureReason reason) {
        Account account = context.account;
        return (account == null ? nobodysUses : uses)
                .failed(account == null ? nobody : account, context.sourceKey().prefix(), context.nowSecond, () -> new Usage.Failure(
                        context.nowSecond, reason.code(), context.source.address().getHostAddress()));
    }

    private boolean isKnown(RequestContext context, @Nullable Account account) {
        return account != null && uses.isKnown(account, context.sourceKey().prefix(), context.nowSecond);
    }

    private static boolean isPing(RequestContext context) {
        return context.selection == RequestContext.Selection.NONE && context.message.method() == Method.OPTIONS;
    }
}
