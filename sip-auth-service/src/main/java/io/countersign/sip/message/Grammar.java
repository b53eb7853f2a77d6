package io.countersign.sip.message;

/** Character classes and small productions of RFC 3261 section 25.1. */
final class Grammar {
    /** A number that is written down but larger than this is this: nothing in a SIP message counts further. */
    static final long MAX_NUMBER = 0xffff_ffffL;
    static final long NOT_A_NUMBER = -1;
    static final int MAX_PORT = 65_535;

    private static final int TOKEN = 1;
    private static final int HEX = 2;
    private static final int LOWER_HEX = 4;
    private static final int HOST = 8;
    private static final int SCHEME = 16;
    private static final int URI = 32;
    private static final byte[] CLASSES = classes();

    private Grammar() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        mark(classes, "-.!%*_+`'~", TOKEN);
        mark(classes, "-._", HOST); // "_" is no host name by the grammar, but is used as one
        mark(classes, "+-.", SCHEME);
        for (char c = '0'; c <= '9'; c++) {
            classes[c] |= (byte) (TOKEN | HEX | LOWER_HEX | HOST | SCHEME);
        }
        for (char c = 'a'; c <= 'z'; c++) {
            int hex = c <= 'f' ? HEX : 0;
            classes[c] |= (byte) (TOKEN | HOST | SCHEME | hex | (hex == 0 ? 0 : LOWER_HEX));
            classes[c - 'a' + 'A'] |= (byte) (TOKEN | HOST | SCHEME | hex);
        }
        for (char c = '!'; c <= '~'; c++) {
            if (c != '<' && c != '>' && c != '"') {
                classes[c] |= (byte) URI;
            }
        }
        return classes;
    }

    private static void mark(byte[] classes, String characters, int bit) {
        for (int i = 0; i < characters.length(); i++) {
            classes[characters.charAt(i)] |= (byte) bit;
        }
    }

    private static boolean is(byte b, int bit) {
        return (CLASSES[b & 0xff] & bit) != 0;
    }

    static boolean isToken(byte b) {
        return is(b, TOKEN);
    }

    static boolean isHex(byte b) {
        return is(b, HEX);
    }

    /** LHEX. */
    static boolean isLowerHex(byte b) {
        return is(b, LOWER_HEX);
    }

    static boolean isHost(byte b) {
        return is(b, HOST);
    }

    static boolean isScheme(byte b) {
        return is(b, SCHEME);
    }

    /** May stand somewhere in a URI: visible ASCII but what delimits one. */
    static boolean isUri(byte b) {
        return is(b, URI);
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isAlpha(byte b) {
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    /** SP or HTAB; folding has been undone before anything is read. */
    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    static int skipBlank(byte[] b, int from, int to) {
        int at = from;
        while (at < to && isBlank(b[at])) {
            at++;
        }
        return at;
    }

    static int skipBlankBack(byte[] b, int from, int to) {
        int at = to;
        while (at > from && isBlank(b[at - 1])) {
            at--;
        }
        return at;
    }

    static int skipToken(byte[] b, int from, int to) {
        int at = from;
        while (at < to && isToken(b[at])) {
            at++;
        }
        return at;
    }

    static int skipDigits(byte[] b, int from, int to) {
        int at = from;
        while (at < to && isDigit(b[at])) {
            at++;
        }
        return at;
    }

    /** Where the quoted string that opens at {@code from} ends, its closing quote included; -1 when it does not. */
    static int skipQuoted(byte[] b, int from, int to) {
        int at = from + 1;
        while (at < to) {
            at = ByteSearch.skipToEither(b, at, to, '"', '\\');
            if (at < to && b[at] == '"') {
                return at + 1;
            }
            at += 2; // quoted-pair
        }
        return -1;
    }

    /** All of it as 1*DIGIT, {@link #MAX_NUMBER} + 1 when larger than that; {@link #NOT_A_NUMBER} when it is none. */
    static long number(byte[] b, int from, int to) {
        if (from >= to) {
            return NOT_A_NUMBER;
        }
        long number = 0;
        for (int at = from; at < to; at++) {
            if (!isDigit(b[at])) {
                return NOT_A_NUMBER;
            }
            number = Math.min(number * 10 + (b[at] - '0'), MAX_NUMBER + 1);
        }
        return number;
    }

    static int hexValue(byte b) {
        return isDigit(b) ? b - '0' : (b | 0x20) - 'a' + 10;
    }

    static boolean same(byte[] a, int aFrom, byte[] b, int bFrom, int length) {
        for (int i = 0; i < length; i++) {
            if (a[aFrom + i] != b[bFrom + i]) {
                return false;
            }
        }
        return true;
    }

    static boolean sameIgnoringCase(byte[] a, int from, byte[] lowerCase, int length) {
        for (int i = 0; i < length; i++) {
            byte b = a[from + i];
            if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where the host that starts here ends: a name, an IPv4 address, or an IPv6 reference in brackets; -1 when there is none.
     */
    static int skipHost(byte[] b, int from, int to) {
        int at = from;
        if (at < to && b[at] == '[') {
            at++;
            while (at < to && (isHex(b[at]) || b[at] == ':' || b[at] == '.')) {
                at++;
            }
            return at < to && b[at] == ']' && at > from + 2 ? at + 1 : -1;
        }
        while (at < to && isHost(b[at])) {
            at++;
        }
        return at > from ? at : -1;
    }
}
