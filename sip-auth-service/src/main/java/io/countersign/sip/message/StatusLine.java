package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** A status line of an answer, ready to be copied: {@code SIP/2.0 481 Call/Transaction Does Not Exist CRLF}. */
public final class StatusLine {
    public static final StatusLine OK = of(200, "OK");
    public static final StatusLine BAD_REQUEST = of(400, "Bad Request");
    public static final StatusLine UNAUTHORIZED = of(401, "Unauthorized");
    public static final StatusLine FORBIDDEN = of(403, "Forbidden");
    public static final StatusLine NOT_FOUND = of(404, "Not Found");
    public static final StatusLine NO_ROUTE = of(404, "No route");
    public static final StatusLine METHOD_NOT_ALLOWED = of(405, "Method Not Allowed");
    public static final StatusLine PROXY_AUTHENTICATION_REQUIRED = of(407, "Proxy Authentication Required");
    public static final StatusLine UNSUPPORTED_URI_SCHEME = of(416, "Unsupported URI Scheme");
    public static final StatusLine BAD_EXTENSION = of(420, "Bad Extension");
    public static final StatusLine INTERVAL_TOO_BRIEF = of(423, "Interval Too Brief");
    public static final StatusLine CALL_DOES_NOT_EXIST = of(481, "Call/Transaction Does Not Exist");
    public static final StatusLine TOO_MANY_HOPS = of(483, "Too Many Hops");
    public static final StatusLine SERVER_INTERNAL_ERROR = of(500, "Server Internal Error");
    public static final StatusLine SERVICE_UNAVAILABLE = of(503, "Service Unavailable");
    public static final StatusLine VERSION_NOT_SUPPORTED = of(505, "Version Not Supported");

    private final int code;
    private final byte[] line;

    private StatusLine(int code, byte[] line) {
        this.code = code;
        this.line = line;
    }

    /** A status line with a reason of one's own; made once, at class initialisation, not for each answer. */
    public static StatusLine of(int code, String reason) {
        return new StatusLine(code, ("SIP/2.0 " + code + " " + reason + "\r\n").getBytes(US_ASCII));
    }

    public int code() {
        return code;
    }

    byte[] line() {
        return line;
    }

    @Override
    public String toString() {
        return new String(line, 0, line.length - 2, US_ASCII);
    }
}
