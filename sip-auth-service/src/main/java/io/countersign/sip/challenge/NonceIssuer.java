package io.countersign.sip.challenge;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Makes nonces, stateless (RFC 3261 section 8.2.7): nothing is kept of a nonce until a request has proved that it knows
 * the password. Owned by one thread; every worker has its own.
 */
public final class NonceIssuer {
    /** Length of a nonce. */
    public static final int CHARS = NonceFormat.CHARS;

    private final NonceMac mac;
    private final int incarnation;
    /** Uniqueness is what is needed (the MAC is what can't be guessed): the generator doesn't repeat itself in 2^64. */
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private final byte[] nonce = new byte[NonceFormat.BYTES];

    /** @param incarnation differs for each node and each start of it */
    public NonceIssuer(NonceKeySource keys, NonceSettings settings, int incarnation, long nowSecond) {
        this.mac = new NonceMac(keys, settings, nowSecond);
        this.incarnation = incarnation;
    }

    /** Writes a fresh nonce of {@link #CHARS} characters, bound to the realm and the source (4 or 16 bytes of address). */
    public void issue(
            byte[] realm, int realmOffset, int realmLength, byte[] source, long nowSecond, byte[] out, int outOffset) {
        NonceMac.DayKey key = mac.current(nowSecond);
        nonce[0] = NonceFormat.VERSION;
        NonceFormat.SHORT.set(nonce, NonceFormat.KEY_ID_AT, key.id);
        NonceFormat.INT.set(nonce, NonceFormat.TIME_AT, (int) nowSecond);
        NonceFormat.INT.set(nonce, NonceFormat.INCARNATION_AT, incarnation);
        NonceFormat.LONG.set(nonce, NonceFormat.RANDOMNESS_AT, random.nextLong());
        NonceFormat.INT.set(nonce, NonceFormat.SOURCE_TAG_AT, mac.sourceTag(key, source));
        KeyedHash tag = mac.mac(key, nonce, realm, realmOffset, realmLength);
        NonceFormat.LONG.set(nonce, NonceFormat.MAC_AT, tag.first());
        NonceFormat.LONG.set(nonce, NonceFormat.MAC_SECOND_HALF_AT, tag.second());
        NonceFormat.encode(nonce, out, outOffset);
    }
}
