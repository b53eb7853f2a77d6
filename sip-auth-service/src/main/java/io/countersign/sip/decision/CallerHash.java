package io.countersign.sip.decision;

import io.countersign.digest.DigestCalculator;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Source;

/** One (trunk, username, source) as a keyed hash; an IPv6 source is its /56 (sip.md, Abuse). Owned by one worker. */
final class CallerHash {
    private static final int IPV6_PREFIX_BYTES = 7;

    private final KeyedHash hash;

    CallerHash(byte[] key) {
        this.hash = new KeyedHash(key);
    }

    long of(DigestCalculator.Slice realm, Slice username, Source source) {
        byte[] address = source.addressBytes();
        return hash.begin()
                .update(realm.array(), realm.offset(), realm.length())
                .update((byte) 0)
                .update(username.array(), username.offset(), username.length())
                .update((byte) 0)
                .update(address, 0, Math.min(address.length, address.length == 4 ? 4 : IPV6_PREFIX_BYTES))
                .finish()
                .first();
    }
}
