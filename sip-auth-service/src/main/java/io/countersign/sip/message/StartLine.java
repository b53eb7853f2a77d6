package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Request-Line or Status-Line (RFC 3261 sections 7.1 and 7.2): single spaces, nothing before, between or behind. */
final class StartLine {
    static final int MAX_BYTES = HeaderIndex.MAX_HEADER_BYTES;

    private static final byte[] SIP = "sip/".getBytes(US_ASCII);
    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 699;

    final Slice methodName = new Slice();
    final SipUri requestUri = new SipUri();
    Method method = Method.OTHER;
    boolean request;
    boolean supportedVersion;
    int statusCode;
    Defect defect = Defect.NONE;

    private void clear() {
        methodName.clear();
        requestUri.clear();
        request = false;
        supportedVersion = false;
        statusCode = 0;
    }

    /** Reads the line; returns where the headers begin, or -1 when the line does not end as it should. */
    int read(byte[] b, int from, int to) {
        clear();
        int end = ByteSearch.skipToLineEnd(b, from, to);
        boolean response = end - from > SIP.length && Grammar.sameIgnoringCase(b, from, SIP, SIP.length);
        request = !response;
        Defect found = response ? readStatusLine(b, from, end) : readRequestLine(b, from, end);
        boolean ended = end + 1 < to && b[end] == '\r' && b[end + 1] == '\n';
        set(response ? Method.OTHER : Method.of(methodName), ended ? found : end < to ? Defect.LINE_END : Defect.UNTERMINATED);
        return ended ? end + 2 : -1;
    }

    /** Written only where they change, as in {@link Slice}. */
    private void set(Method newMethod, Defect newDefect) {
        if (method != newMethod) {
            method = newMethod;
        }
        if (defect != newDefect) {
            defect = newDefect;
        }
    }

    private Defect readRequestLine(byte[] b, int from, int to) {
        int methodTo = Grammar.skipToken(b, from, to);
        methodName.set(b, from, methodTo);
        int uriFrom = methodTo + 1;
        int uriTo = ByteSearch.skipToEither(b, uriFrom, to, ' ', ' ');
        boolean shaped = methodTo > from && methodTo < to && b[methodTo] == ' ' && uriTo > uriFrom
                && to - from <= MAX_BYTES && readVersion(b, uriTo + 1, to) == to;
        if (!shaped) {
            return Defect.START_LINE;
        }
        return requestUri.parse(b, uriFrom, uriTo) ? Defect.NONE : Defect.REQUEST_URI;
    }

    private Defect readStatusLine(byte[] b, int from, int to) {
        int codeFrom = readVersion(b, from, to) + 1;
        if (codeFrom == 0 || codeFrom > to || b[codeFrom - 1] != ' ') {
            return Defect.START_LINE;
        }
        int codeTo = Grammar.skipDigits(b, codeFrom, to);
        long code = codeTo - codeFrom == 3 ? Grammar.number(b, codeFrom, codeTo) : Grammar.NOT_A_NUMBER;
        if (code < MIN_STATUS || code > MAX_STATUS || codeTo == to || b[codeTo] != ' ') { // the reason may be empty, its SP not
            return Defect.STATUS_CODE;
        }
        statusCode = (int) code;
        return Defect.NONE;
    }

    /** SIP-Version = "SIP" "/" 1*DIGIT "." 1*DIGIT; where it ends, or -1. */
    private int readVersion(byte[] b, int from, int to) {
        int major = from + SIP.length;
        if (major >= to || !Grammar.sameIgnoringCase(b, from, SIP, SIP.length)) {
            return -1;
        }
        int dot = Grammar.skipDigits(b, major, to);
        int end = dot < to && b[dot] == '.' ? Grammar.skipDigits(b, dot + 1, to) : -1;
        if (dot == major || end <= dot + 1) {
            return -1;
        }
        supportedVersion = Grammar.number(b, major, dot) == 2 && Grammar.number(b, dot + 1, end) == 0;
        return end;
    }
}
