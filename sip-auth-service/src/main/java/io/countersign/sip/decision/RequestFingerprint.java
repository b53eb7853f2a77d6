package io.countersign.sip.decision;

import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.message.DigestCredentials;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Source;

/**
 * What makes a request a repeat of another: branch, sent-by, Call-ID, CSeq, method, digest response and source, as a
 * keyed 128-bit hash. Owned by one worker.
 */
final class RequestFingerprint {
    private final KeyedHash hash;

    RequestFingerprint(byte[] key) {
        this.hash = new KeyedHash(key);
    }

    void take(SipMessage message, Source source, DigestCredentials credentials) {
        hash.begin();
        add(message.topVia().branch());
        add(message.topVia().host());
        hash.update((long) message.topVia().port() << 32 | source.port());
        add(message.callId());
        hash.update(message.cseq());
        add(message.methodName());
        add(credentials.response());
        hash.update(source.connectionId());
        hash.update(source.addressBytes(), 0, source.addressBytes().length);
        hash.finish();
    }

    long first() {
        return hash.first();
    }

    long second() {
        return hash.second();
    }

    /** With its length, so that no two lists of fields have the same bytes. */
    private void add(Slice field) {
        hash.update((byte) field.length()).update((byte) (field.length() >> 8));
        hash.update(field.array(), field.offset(), field.length());
    }
}
