package io.countersign.sip.account;

import io.countersign.digest.DigestCalculator.Slice;
import org.jspecify.annotations.Nullable;

/** Looks accounts and trunks up by the bytes of a packet. Owned by one thread. */
public interface AccountLookup {
    /**
     * Who may log in by that username; null when nobody may.
     *
     * @param domain the trunk's domain in lower case
     */
    @Nullable Account account(Slice domain, Slice username);

    /**
     * How that trunk is judged; null when there is none.
     *
     * @param domain the trunk's domain in lower case
     */
    @Nullable TrunkPolicy policy(Slice domain);
}
