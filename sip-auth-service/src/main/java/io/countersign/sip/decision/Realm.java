package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestCalculator;
import io.countersign.sip.message.Slice;
import java.util.Locale;

/**
 * The domain that a request is judged under, in lower case: a trunk's (one label below the base domain) or else the base
 * domain itself. It is the realm. Owned by one worker, moved by each request.
 */
final class Realm implements DigestCalculator.Slice {
    /** RFC 1035 section 2.3.4. */
    private static final int MAX_LABEL_CHARS = 63;

    private final byte[] base;
    private final byte[] suffix;
    private final byte[] name;
    private int length;

    Realm(String baseDomain) {
        base = baseDomain.toLowerCase(Locale.ROOT).getBytes(US_ASCII);
        suffix = ("." + baseDomain.toLowerCase(Locale.ROOT)).getBytes(US_ASCII);
        name = new byte[MAX_LABEL_CHARS + suffix.length];
        setToBase();
    }

    /** Moves to that host; false, and no move, when it is no single label below the base domain. */
    boolean setToTrunk(Slice host) {
        int label = host.length() - suffix.length;
        if (label < 1 || label > MAX_LABEL_CHARS || !host.endsWithIgnoreCase(suffix)) {
            return false;
        }
        for (int i = 0; i < label; i++) {
            if (host.byteAt(i) == '.') {
                return false;
            }
        }
        for (int i = 0; i < label; i++) {
            name[i] = lowerCase(host.byteAt(i));
        }
        System.arraycopy(suffix, 0, name, label, suffix.length);
        length = host.length();
        return true;
    }

    void setToBase() {
        System.arraycopy(base, 0, name, 0, base.length);
        length = base.length;
    }

    /** Whether it is a trunk's, be there such a trunk or not. */
    boolean isTrunk() {
        return length > base.length;
    }

    /** Same host; letters' case doesn't matter (RFC 3261 section 19.1.4). */
    boolean isHost(Slice host) {
        if (host.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lowerCase(host.byteAt(i)) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Same realm, to the byte: it went into HA1. */
    boolean isRealm(Slice realm) {
        if (realm.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (realm.byteAt(i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public byte[] array() {
        return name;
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return length;
    }

    String text() {
        return new String(name, 0, length, US_ASCII);
    }

    private static byte lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }
}
