package io.countersign.sip.message;

/** What is wrong with a message: the first thing found. {@link #NONE} for a well-formed one. */
@SuppressWarnings("ImmutableEnumChecker") // a status line is never written to
public enum Defect {
    NONE("Well-formed"),
    START_LINE("Malformed start line"),
    STATUS_CODE("Malformed status code"),
    REQUEST_URI("Malformed Request-URI"),
    /** A byte that no token has in a header's name, or something but SP and HTAB between name and colon. */
    HEADER_NAME("Malformed header name"),
    /** CR or LF alone. */
    LINE_END("Malformed line end"),
    HEADER_TOO_LONG("Header too long"),
    TOO_MANY_HEADERS("Too many headers"),
    /** No empty line after the headers. */
    UNTERMINATED("No end of headers"),
    MESSAGE_TOO_LARGE("Message too large"),
    DUPLICATE_HEADER("Duplicate header"),
    MISSING_VIA("Missing Via"),
    MISSING_FROM("Missing From"),
    MISSING_TO("Missing To"),
    MISSING_CALL_ID("Missing Call-ID"),
    MISSING_CSEQ("Missing CSeq"),
    /** On a stream only; a datagram may do without (RFC 3261 section 20.14). */
    MISSING_CONTENT_LENGTH("Missing Content-Length"),
    VIA("Malformed Via"),
    FROM("Malformed From"),
    TO("Malformed To"),
    CALL_ID("Malformed Call-ID"),
    CSEQ("Malformed CSeq"),
    CSEQ_METHOD("CSeq method differs"),
    MAX_FORWARDS("Malformed Max-Forwards"),
    CONTENT_LENGTH("Malformed Content-Length"),
    /** Fewer bytes than Content-Length says: on a stream the rest may yet come. */
    BODY_INCOMPLETE("Body shorter than Content-Length");

    private final StatusLine statusLine;

    Defect(String reason) {
        this.statusLine = StatusLine.of(400, reason);
    }

    /** A 400 that says what is wrong (RFC 3261 section 21.4.1). */
    public StatusLine statusLine() {
        return statusLine;
    }
}
