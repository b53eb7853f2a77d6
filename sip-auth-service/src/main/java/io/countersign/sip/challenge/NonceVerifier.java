package io.countersign.sip.challenge;

/**
 * Judges a nonce in two steps: was it issued by us ({@link #issued}), and may it still be used here ({@link #current}).
 * Owned by one thread; every worker has its own.
 */
public final class NonceVerifier {
    /** A clock that was set back by this much doesn't make fresh nonces stale. */
    static final int CLOCK_SET_BACK_SECONDS = 5;

    private final NonceMac mac;
    private final int incarnation;
    private final long lifetimeSeconds;
    private final byte[] nonce = new byte[NonceFormat.BYTES];
    private int expectedSourceTag;

    /** @param incarnation the one that this process issues with */
    public NonceVerifier(NonceKeySource keys, NonceSettings settings, int incarnation, long nowSecond) {
        this.mac = new NonceMac(keys, settings, nowSecond);
        this.incarnation = incarnation;
        this.lifetimeSeconds = settings.lifetime().toSeconds();
    }

    /** Whether this is a nonce that one of our nodes issued for that realm, at whatever time, to whomever. */
    public boolean issued(
            byte[] text, int offset, int length, byte[] realm, int realmOffset, int realmLength, byte[] source, long nowSecond) {
        if (!NonceFormat.decode(text, offset, length, nonce)) {
            return false;
        }
        NonceMac.DayKey key = mac.accepted((short) NonceFormat.SHORT.get(nonce, NonceFormat.KEY_ID_AT), nowSecond);
        if (key == null) {
            return false;
        }
        expectedSourceTag = mac.sourceTag(key, source);
        return sameMac(mac.mac(key, nonce, realm, realmOffset, realmLength));
    }

    /** Whether the nonce that was last found {@link #issued} is young, of this incarnation and of that request's source. */
    public boolean current(long nowSecond) {
        long age = nowSecond - issuedAtSecond();
        return age <= lifetimeSeconds
                && age >= -CLOCK_SET_BACK_SECONDS
                && (int) NonceFormat.INT.get(nonce, NonceFormat.INCARNATION_AT) == incarnation
                && (int) NonceFormat.INT.get(nonce, NonceFormat.SOURCE_TAG_AT) == expectedSourceTag;
    }

    /** When the nonce that was last found {@link #issued} was issued. */
    public long issuedAtSecond() {
        return Integer.toUnsignedLong((int) NonceFormat.INT.get(nonce, NonceFormat.TIME_AT));
    }

    /** What tells the nonce that was last found {@link #issued} from the others of its second. */
    public long randomness() {
        return (long) NonceFormat.LONG.get(nonce, NonceFormat.RANDOMNESS_AT);
    }

    /** In constant time. */
    private boolean sameMac(KeyedHash expected) {
        long first = expected.first() ^ (long) NonceFormat.LONG.get(nonce, NonceFormat.MAC_AT);
        long second = expected.second() ^ (long) NonceFormat.LONG.get(nonce, NonceFormat.MAC_SECOND_HALF_AT);
        return (first | second) == 0;
    }
}
