package io.countersign.sip.message;

/** The topmost Via: who sent the request and where it wants the answer (RFC 3261 sections 18.2 and 20.42, RFC 3581). */
public final class ViaHeader {
    private static final int DEFAULT_PORT = 5060; // RFC 3261 section 18.2.2
    private static final byte[] BRANCH = ParamScanner.name("branch");
    private static final byte[] RECEIVED = ParamScanner.name("received");
    private static final byte[] RPORT = ParamScanner.name("rport");

    private final Slice transport = new Slice();
    private final Slice host = new Slice();
    private final Slice branch = new Slice();
    /** The whole parameters, ";" included: what an answer writes anew. */
    private final Slice receivedParam = new Slice();
    private final Slice rportParam = new Slice();
    private final ParamScanner params = new ParamScanner();
    private int port;
    private int sentByEnd;
    private int valueEnd;

    ViaHeader() {}

    void clear() {
        transport.clear();
        host.clear();
        branch.clear();
        receivedParam.clear();
        rportParam.clear();
        port = 0;
        sentByEnd = 0;
        valueEnd = 0;
    }

    /** Whether the first of the values in a Via header is well-formed; {@link #isUsable} may be true even when not. */
    boolean parse(byte[] b, int from, int to) {
        clear();
        valueEnd = to;
        int at = skipSlash(b, Grammar.skipToken(b, from, to), from, to); // protocol-name SLASH
        int version = at;
        at = at < 0 ? -1 : skipSlash(b, Grammar.skipToken(b, at, to), version, to); // protocol-version SLASH
        if (at < 0) {
            return false;
        }
        int transportTo = Grammar.skipToken(b, at, to);
        int hostFrom = Grammar.skipBlank(b, transportTo, to);
        if (transportTo == at || hostFrom == transportTo) {
            return false;
        }
        transport.set(b, at, transportTo);
        return parseSentBy(b, hostFrom, to) && parseParams(b, to);
    }

    private static int skipSlash(byte[] b, int tokenTo, int tokenFrom, int to) {
        int at = Grammar.skipBlank(b, tokenTo, to);
        return tokenTo > tokenFrom && at < to && b[at] == '/' ? Grammar.skipBlank(b, at + 1, to) : -1;
    }

    /** sent-by = host [ COLON port ]. */
    private boolean parseSentBy(byte[] b, int from, int to) {
        int at = Grammar.skipHost(b, from, to);
        if (at < 0) {
            return false;
        }
        int colon = Grammar.skipBlank(b, at, to);
        sentByEnd = at;
        if (colon < to && b[colon] == ':') {
            int portFrom = Grammar.skipBlank(b, colon + 1, to);
            int portTo = Grammar.skipDigits(b, portFrom, to);
            long number = Grammar.number(b, portFrom, portTo);
            if (number < 1 || number > Grammar.MAX_PORT) {
                return false;
            }
            port = (int) number;
            sentByEnd = portTo;
        }
        host.set(b, from, at);
        return true;
    }

    private boolean parseParams(byte[] b, int to) {
        params.start(sentByEnd);
        while (true) {
            switch (params.next(b, to)) {
                case MALFORMED -> {
                    return false;
                }
                case END -> {
                    valueEnd = params.position();
                    return valueEnd == to || Grammar.skipBlank(b, valueEnd + 1, to) < to; // a comma announces another value
                }
                case PARAM -> {
                    if (!take(b)) {
                        return false;
                    }
                }
            }
        }
    }

    private boolean take(byte[] b) {
        if (params.isNamed(b, BRANCH)) {
            return set(branch, b, params.valueFrom(), params.valueTo());
        }
        if (params.isNamed(b, RPORT)) {
            return set(rportParam, b, params.from(), params.position());
        }
        if (params.isNamed(b, RECEIVED)) {
            return set(receivedParam, b, params.from(), params.position());
        }
        return true;
    }

    private static boolean set(Slice slice, byte[] b, int from, int to) {
        boolean repeated = slice.isPresent();
        slice.set(b, from, to);
        return !repeated;
    }

    /** Whether it says at least who sent the request, so that an answer can be built. */
    public boolean isUsable() {
        return host.isPresent();
    }

    /** UDP, TCP, … as written. */
    public Slice transport() {
        return transport;
    }

    /** The host of sent-by as written. */
    public Slice host() {
        return host;
    }

    /** The port of sent-by; 0 when none is written. */
    public int port() {
        return port;
    }

    /** Where the sender listens by its own words. */
    public int portOrDefault() {
        return port == 0 ? DEFAULT_PORT : port;
    }

    public Slice branch() {
        return branch;
    }

    /** Whether the client asks for the answer at the port it sent from (RFC 3581 section 3). */
    public boolean hasRport() {
        return rportParam.isPresent();
    }

    int sentByEnd() {
        return sentByEnd;
    }

    /** Where this value ends: the header's end, or the comma before the next value. */
    int valueEnd() {
        return valueEnd;
    }

    Slice receivedParam() {
        return receivedParam;
    }

    Slice rportParam() {
        return rportParam;
    }
}
