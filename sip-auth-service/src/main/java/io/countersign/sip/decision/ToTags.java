package io.countersign.sip.decision;

import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.message.SipMessage;

/**
 * To tags of our answers: derived from the request by a keyed hash, so that a repeat gets the same tag without anything
 * being kept (RFC 3261 section 8.2.7), and the ACK of our answer is recognised. Owned by one worker.
 */
final class ToTags {
    /** 64 bits in base64url. */
    private static final int CHARS = 11;

    private static final byte[] ALPHABET = alphabet();

    private final KeyedHash hash;
    private final byte[] tag = new byte[CHARS];

    ToTags(byte[] key) {
        this.hash = new KeyedHash(key);
    }

    /** The tag for answers to this request, in an array that the next call overwrites. */
    byte[] tagOf(SipMessage request) {
        long rest = hash.begin()
                .update(request.callId().array(), request.callId().offset(), request.callId().length())
                .update((byte) 0)
                .update(request.from().tag().array(), request.from().tag().offset(), request.from().tag().length())
                .update((byte) 0)
                .update(request.cseq())
                .finish()
                .first();
        for (int i = 0; i < CHARS; i++) {
            tag[i] = ALPHABET[(int) rest & 0x3f];
            rest >>>= 6;
        }
        return tag;
    }

    /** Whether an ACK acknowledges an answer of ours: it has the INVITE's Call-ID, From tag and CSeq number (17.1.1.3). */
    boolean isOurs(SipMessage ack) {
        return ack.to().tag().contentEquals(tagOf(ack));
    }

    private static byte[] alphabet() {
        byte[] alphabet = new byte[64];
        for (int i = 0; i < 64; i++) {
            alphabet[i] = (byte) (i < 26 ? 'A' + i : i < 52 ? 'a' + i - 26 : i < 62 ? '0' + i - 52 : i == 62 ? '-' : '_');
        }
        return alphabet;
    }
}
