package io.countersign.sip.decision;

import io.countersign.sip.account.Account;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.challenge.Fingerprints;
import io.countersign.sip.message.DigestCredentials;
import io.countersign.sip.registrar.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises repeats of requests whose credentials were right, as long as the credential is still the live one, and knows
 * what the registrar said to them. Owned by one worker; the table is shared.
 */
final class AcceptedRequests {
    private static final List<Registration> REGISTRATIONS = List.of(Registration.values());

    /** Of a mark: what the registrar said, counted from 1, so that no mark is {@link Fingerprints#UNKNOWN}. */
    private static final int REGISTRATION_BITS = 3;
    private static final int REGISTRATION_MASK = (1 << REGISTRATION_BITS) - 1;
    private static final int CREDENTIAL_MASK = (1 << (Fingerprints.MARK_BITS - REGISTRATION_BITS)) - 1;

    private final Fingerprints table;
    private final RequestFingerprint fingerprint;
    private Registration registration = Registration.DONE;

    AcceptedRequests(Fingerprints table, RequestFingerprint fingerprint) {
        this.table = table;
        this.fingerprint = fingerprint;
    }

    /** The account whose verified request this one repeats; null when it is none, or the credential is another now. */
    @Nullable Account repeated(RequestContext context, DigestCredentials credentials, AccountLookup accounts) {
        fingerprint.take(context.message, context.source, credentials);
        int mark = table.markOf(fingerprint.first(), fingerprint.second(), context.nowSecond);
        if (mark == Fingerprints.UNKNOWN) {
            return null;
        }
        Account account = accounts.account(context.realm, credentials.username());
        if (account == null || mark >>> REGISTRATION_BITS != credentialMark(account)) {
            return null;
        }
        registration = REGISTRATIONS.get((mark & REGISTRATION_MASK) - 1);
        return account;
    }

    /** What the registrar said to the request that was last found repeated; {@link Registration#DONE} when it wasn't asked. */
    Registration registration() {
        return registration;
    }

    /** Remembers the request that was last asked about. */
    void remember(RequestContext context, Account account, Registration said) {
        int mark = (credentialMark(account) << REGISTRATION_BITS) | (REGISTRATIONS.indexOf(said) + 1);
        table.remember(fingerprint.first(), fingerprint.second(), mark, context.nowSecond);
    }

    /** Tells a credential from the one that had its username before. */
    private static int credentialMark(Account account) {
        return account.credentialId().hashCode() & CREDENTIAL_MASK;
    }
}
