package io.countersign.sip.challenge;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keyed arithmetic of nonces: today's key and yesterday's, each ready for use. Owned by one thread; changes its keys
 * itself when the day changes.
 */
final class NonceMac {
    private static final long SECONDS_PER_DAY = 86_400;

    private final NonceKeySource source;
    private final NonceSettings settings;
    private final byte[] prefix = new byte[16];
    private DayKey today;
    private DayKey yesterday;

    NonceMac(NonceKeySource source, NonceSettings settings, long nowSecond) {
        this.source = source;
        this.settings = settings;
        long day = nowSecond / SECONDS_PER_DAY;
        this.today = dayKey(day);
        this.yesterday = dayKey(day - 1);
    }

    /** The key to issue with. */
    DayKey current(long nowSecond) {
        turn(nowSecond);
        return today;
    }

    /** The accepted key with that id. */
    @Nullable DayKey accepted(short keyId, long nowSecond) {
        turn(nowSecond);
        return keyId == today.id ? today : keyId == yesterday.id ? yesterday : null;
    }

    /** The MAC over the nonce's fields and the realm: the two halves of the result, good until the key's next use. */
    KeyedHash mac(DayKey key, byte[] nonce, byte[] realm, int realmOffset, int realmLength) {
        return key.mac.begin().update(nonce, 0, NonceFormat.MAC_AT).update(realm, realmOffset, realmLength).finish();
    }

    /** The keyed tag of a source's prefix; {@code address} has 4 or 16 bytes. */
    int sourceTag(DayKey key, byte[] address) {
        int bits = address.length == 4 ? settings.ipv4PrefixBits() : settings.ipv6PrefixBits();
        Arrays.fill(prefix, (byte) 0);
        System.arraycopy(address, 0, prefix, 0, (bits + 7) >> 3);
        if ((bits & 7) != 0) {
            prefix[bits >> 3] &= (byte) (0xff00 >> (bits & 7));
        }
        return (int) key.tag.begin().update((byte) address.length).update(prefix, 0, address.length).finish().first();
    }

    private void turn(long nowSecond) {
        long day = nowSecond / SECONDS_PER_DAY;
        if (day != today.day) {
            yesterday = day - 1 == today.day ? today : dayKey(day - 1);
            today = dayKey(day);
        }
    }

    private DayKey dayKey(long day) {
        return new DayKey(day, keyedHash("nonce/mac/" + day), keyedHash("nonce/source/" + day));
    }

    private KeyedHash keyedHash(String label) {
        byte[] key = source.deriveKey(label, KeyedHash.KEY_BYTES);
        try {
            return new KeyedHash(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** One day's keys, ready for use. */
    static final class DayKey {
        final short id;
        private final long day;
        private final KeyedHash mac;
        private final KeyedHash tag;

        private DayKey(long day, KeyedHash mac, KeyedHash tag) {
            this.day = day;
            this.id = (short) day;
            this.mac = mac;
            this.tag = tag;
        }
    }
}
