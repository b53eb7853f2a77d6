package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.sip.account.Account;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.account.Accounts;
import io.countersign.sip.message.DigestCredentials;
import io.countersign.sip.message.Method;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.StatusLine;
import io.countersign.sip.registrar.KeepAliveBranch;
import io.countersign.sip.registrar.Registrar;
import io.countersign.sip.registrar.Registration;
import io.countersign.sip.transport.SipHandler;

/**
 * Decides about one message after another, in the order of docs/reference/sip.md ("Order in which a message is judged"; the
 * step numbers are its; step 1 is the framer's and the parser's). Where a step has no API yet, a comment holds its place. Owned by one worker
 * thread; keeps nothing of a message but what was proved.
 */
final class RequestDecision implements SipHandler {
    private static final long RETRY_AFTER_SECONDS = 5;
    private static final byte[] RETRY_AFTER = "Retry-After".getBytes(US_ASCII);
    private static final byte[] ALLOW = "Allow".getBytes(US_ASCII);
    private static final byte[] SERVED_METHODS = "REGISTER, INVITE, ACK, CANCEL, OPTIONS".getBytes(US_ASCII);

    private final RequestContext context;
    private final Accounts allAccounts;
    private final AccountLookup accounts;
    private final Authenticator authenticator;
    private final ChallengeWriter challengeWriter;
    private final AcceptedRequests acceptedRequests;
    private final CallerFailures callerFailures;
    private final SourceGuard sourceGuard;
    private final RegisterResponses registerResponses;
    private final Registrar registrar;
    private final KeepAliveBranch keepAliveBranch;
    private final ToTags toTags;
    private final FailureListener failures;
    private final OutcomeCounts counts;

    RequestDecision(
            RequestContext context,
            Accounts allAccounts,
            AccountLookup accounts,
            Authenticator authenticator,
            ChallengeWriter challengeWriter,
            AcceptedRequests acceptedRequests,
            CallerFailures callerFailures,
            SourceGuard sourceGuard,
            Registrar registrar,
            ToTags toTags,
            FailureListener failures,
            OutcomeCounts counts) {
        this.context = context;
        this.allAccounts = allAccounts;
        this.accounts = accounts;
        this.authenticator = authenticator;
        this.challengeWriter = challengeWriter;
        this.acceptedRequests = acceptedRequests;
        this.callerFailures = callerFailures;
        this.sourceGuard = sourceGuard;
        this.registrar = registrar;
        this.keepAliveBranch = registrar.newKeepAliveBranch();
        this.registerResponses = new RegisterResponses(registrar);
        this.toTags = toTags;
        this.failures = failures;
        this.counts = counts;
    }

    @Override
    public Disposition handle(SipMessage message, Source source, ResponseWriter out) {
        context.begin(message, source);
        if (!message.isRequest()) return response(message); // 2
        if (!message.isWellFormed()) return malformed(out); // 3
        if (message.method() == Method.ACK) return silence(toTags.isOurs(message) ? Outcome.ACKNOWLEDGED : Outcome.STRAY); // 4
        context.nameTrunk();
        StatusLine rejection = RequestValidation.validate(message);
        if (rejection != null) return reject(rejection, out); // 3
        if (message.method() == Method.CANCEL) return answer(StatusLine.CALL_DOES_NOT_EXIST, Outcome.NO_DIALOG, out); // 4
        if (message.to().tag().isPresent()) return answer(StatusLine.CALL_DOES_NOT_EXIST, Outcome.NO_DIALOG, out); // 5
        if (!allAccounts.isReady()) return notReady(out); // for 6 and 7
        context.findPolicy(accounts); // 7, trunk
        context.selectCredentials();
        if (sourceGuard.isLockedOut(context)) return refuse(FailureReason.LOCKED_OUT, out); // 7, before any digest is computed
        if (source.isOverloaded() && !sourceGuard.isRegular(context)) return refuse(FailureReason.OVERLOAD, out); // 7
        // 7, source rule: comes with access lists (ADR 0015). ip_not_allowed, and register_not_allowed on an ip trunk: before any digest.
        return switch (context.selection) {
            case NONE -> message.method() == Method.OPTIONS
                    ? answer(StatusLine.OK, Outcome.OPTIONS_ANSWERED, out)
                    : challenge(ChallengeWriter.Kind.FRESH, Outcome.CHALLENGED, out);
            case MALFORMED -> refuse(FailureReason.MALFORMED_CREDENTIALS, out);
            case OF_ANOTHER_REALM -> refuse(FailureReason.WRONG_REALM, out);
            case OF_OUR_REALM -> authenticate(out);
        };
    }

    @Override
    public void beginBatch() {
        context.beginBatch();
    }

    @Override
    public void connectionClosed(long connectionId) {
        registrar.endFlow(connectionId);
    }

    /** The only requests that we send are keep-alives, and any answer to them will do. */
    private Disposition response(SipMessage message) {
        return silence(keepAliveBranch.isOurs(message.topVia().branch()) ? Outcome.KEPT_ALIVE : Outcome.STRAY);
    }

    /** Step 6, and of step 7 what comes behind the source rule. */
    private Disposition authenticate(ResponseWriter out) {
        DigestCredentials credentials = context.selected();
        Account before = acceptedRequests.repeated(context, credentials, accounts);
        if (before != null) return repeat(before, out); // 6
        FailureReason reason = authenticator.refusalReason(context, credentials); // 7, digest
        if (reason != null) return refuse(reason, out);
        sourceGuard.succeeded(context);
        acceptedRequests.remember(context, context.verified(), Registration.DONE); // however it is answered, once is enough
        registrar.holdOpen(context.source, context.nowSecond);
        if (!Authenticator.isOwnIdentity(context, credentials.username())) return refuse(FailureReason.IDENTITY_NOT_ALLOWED, out); // 7
        // 7, limits: max_channels and cps_limit come with the trunk's settings and the call stage.
        return serve(context.verified(), credentials, out);
    }

    private Disposition serve(Account account, DigestCredentials credentials, ResponseWriter out) {
        return switch (context.message.method()) {
            case REGISTER -> register(account, out);
            case INVITE -> {
                callerFailures.succeeded(context, credentials);
                yield write(StatusLine.NO_ROUTE, Outcome.ACCEPTED, out);
            }
            case OPTIONS -> write(StatusLine.OK, Outcome.OPTIONS_ANSWERED, out);
            case ACK, CANCEL, BYE, PRACK, SUBSCRIBE, NOTIFY, PUBLISH, INFO, REFER, MESSAGE, UPDATE, OTHER ->
                notServed(Outcome.METHOD_NOT_SERVED, out);
        };
    }

    private Disposition register(Account account, ResponseWriter out) {
        Registration result = registerResponses.register(context, account, toTags.tagOf(context.message), out);
        return switch (result) {
            case DONE -> ended(Outcome.ACCEPTED);
            case MALFORMED_CONTACT, INTERVAL_TOO_BRIEF, TOO_MANY_CONTACTS, OUT_OF_ORDER -> {
                acceptedRequests.remember(context, account, result);
                yield ended(Outcome.BINDING_REFUSED);
            }
            case CREDENTIAL_ENDED -> refuse(FailureReason.UNKNOWN_USER, out);
        };
    }

    /** Answered as before: no event, nothing written. */
    private Disposition repeat(Account account, ResponseWriter out) {
        registrar.holdOpen(context.source, context.nowSecond);
        if (!Authenticator.isOwnIdentity(context, context.selected().username())) {
            return write(notOwnIdentity(), Outcome.REPEATED, out);
        }
        return switch (context.message.method()) {
            case REGISTER -> {
                byte[] toTag = toTags.tagOf(context.message);
                registerResponses.writeAgain(context, account, acceptedRequests.registration(), toTag, out);
                yield ended(Outcome.REPEATED);
            }
            case INVITE -> write(StatusLine.NO_ROUTE, Outcome.REPEATED, out);
            case OPTIONS -> write(StatusLine.OK, Outcome.REPEATED, out);
            case ACK, CANCEL, BYE, PRACK, SUBSCRIBE, NOTIFY, PUBLISH, INFO, REFER, MESSAGE, UPDATE, OTHER ->
                notServed(Outcome.REPEATED, out);
        };
    }

    private StatusLine notOwnIdentity() {
        return context.realm.isHost(context.message.to().uri().host()) ? StatusLine.FORBIDDEN : StatusLine.NOT_FOUND;
    }

    private Disposition refuse(FailureReason reason, ResponseWriter out) {
        counts.refused(reason);
        DecisionLog.refused(context, reason);
        failures.failed(context, reason);
        sourceGuard.failed(context, reason);
        return switch (reason) {
            case UNKNOWN_USER, WRONG_PASSWORD, UNKNOWN_TRUNK -> context.message.method() == Method.INVITE
                            && callerFailures.isOneTooMany(context, context.selected())
                    ? send(StatusLine.FORBIDDEN, out)
                    : sendChallenge(ChallengeWriter.Kind.FRESH, out);
            case STALE_NONCE, REPLAYED_NONCE -> sendChallenge(ChallengeWriter.Kind.STALE, out);
            case WRONG_REALM, ALGORITHM_NOT_ALLOWED, MALFORMED_CREDENTIALS -> sendChallenge(ChallengeWriter.Kind.FRESH, out);
            case IDENTITY_NOT_ALLOWED -> send(notOwnIdentity(), out);
            case LOCKED_OUT -> context.source.transport().isStream() && !context.source.isProved() ? Disposition.CLOSE : Disposition.DROP;
            case MALFORMED -> context.message.isAnswerable()
                    ? send(context.message.defect().statusLine(), out)
                    : Disposition.DROP;
            case OVERLOAD, NOT_READY -> sendRetryLater(out);
        };
    }

    private Disposition malformed(ResponseWriter out) {
        return refuse(FailureReason.MALFORMED, out);
    }

    private Disposition notReady(ResponseWriter out) {
        return refuse(FailureReason.NOT_READY, out);
    }

    private Disposition reject(StatusLine rejection, ResponseWriter out) {
        count(Outcome.REJECTED);
        if (!sourceGuard.mayBeAnswered(context)) return Disposition.DROP;
        begin(rejection, out);
        if (rejection == StatusLine.BAD_EXTENSION) {
            RequestValidation.writeUnsupported(context.message, out);
        }
        out.finish();
        return inProportion(out);
    }

    private Disposition notServed(Outcome outcome, ResponseWriter out) {
        begin(StatusLine.METHOD_NOT_ALLOWED, out);
        out.header(ALLOW).write(SERVED_METHODS).endLine();
        out.finish();
        return ended(outcome);
    }

    private Disposition challenge(ChallengeWriter.Kind kind, Outcome outcome, ResponseWriter out) {
        count(outcome);
        return sendChallenge(kind, out);
    }

    private Disposition answer(StatusLine status, Outcome outcome, ResponseWriter out) {
        count(outcome);
        return send(status, out);
    }

    /** For those who have proved who they are: no proportion is kept. */
    private Disposition write(StatusLine status, Outcome outcome, ResponseWriter out) {
        begin(status, out);
        out.finish();
        return ended(outcome);
    }

    private void begin(StatusLine status, ResponseWriter out) {
        out.begin(context.message, context.source, status, toTags.tagOf(context.message), context.replyPort());
    }

    private Disposition ended(Outcome outcome) {
        count(outcome);
        return Disposition.ANSWER;
    }

    private void count(Outcome outcome) {
        counts.ended(outcome);
        DecisionLog.ended(context, outcome);
    }

    private Disposition silence(Outcome outcome) {
        count(outcome);
        return Disposition.DROP;
    }

    private Disposition send(StatusLine status, ResponseWriter out) {
        if (!sourceGuard.mayBeAnswered(context)) return Disposition.DROP;
        begin(status, out);
        out.finish();
        return inProportion(out);
    }

    private Disposition sendRetryLater(ResponseWriter out) {
        if (!sourceGuard.mayBeAnswered(context)) return Disposition.DROP;
        begin(StatusLine.SERVICE_UNAVAILABLE, out);
        out.header(RETRY_AFTER).write(RETRY_AFTER_SECONDS).endLine();
        out.finish();
        return inProportion(out);
    }

    private Disposition sendChallenge(ChallengeWriter.Kind kind, ResponseWriter out) {
        if (!sourceGuard.mayBeAnswered(context)) return Disposition.DROP;
        if (challengeWriter.challenge(context, kind, toTags.tagOf(context.message), out)) {
            return Disposition.ANSWER;
        }
        counts.withheldAsAmplifying();
        return Disposition.DROP;
    }

    private Disposition inProportion(ResponseWriter out) {
        if (ChallengeWriter.isInProportion(context, out)) {
            return Disposition.ANSWER;
        }
        counts.withheldAsAmplifying();
        return Disposition.DROP;
    }
}
