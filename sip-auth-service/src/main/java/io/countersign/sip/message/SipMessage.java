package io.countersign.sip.message;

/**
 * The message that its {@link SipParser} read last: an index over the bytes, moved by the next parse. Everything a
 * judgement needs first is read by then (start line, top Via, From, To, Call-ID, CSeq, Max-Forwards, Content-Length);
 * contacts, credentials and option tags are read when they are walked. One walk of a kind at a time: the cursors and
 * slices are the message's own.
 *
 * <p>A malformed message ({@link #defect}) still shows what could be read of it, so that it can be answered and reported.
 */
public final class SipMessage {
    /** Where a number is absent. */
    public static final int ABSENT = -1;

    final StartLine startLine = new StartLine();
    final HeaderIndex headers = new HeaderIndex();
    final ViaHeader via = new ViaHeader();
    final NameAddr from = new NameAddr();
    final NameAddr to = new NameAddr();
    final Slice callId = new Slice();
    final Slice cseqMethod = new Slice();
    final Slice body = new Slice();
    byte[] bytes = new byte[0];
    long cseq;
    int maxForwards;
    int lengthBytes;
    /** Bytes from the start of the message to its end as Content-Length has it, whether they are there or not. */
    int neededBytes;
    boolean separable;
    Defect defect = Defect.UNTERMINATED;

    private final Slice value = new Slice();
    private final HeaderCursor headerCursor = new HeaderCursor(headers);
    private final ContactCursor contactCursor = new ContactCursor(headers);
    private final CredentialsCursor credentialsCursor = new CredentialsCursor(headers);
    private final OptionTagCursor optionTagCursor = new OptionTagCursor(headers);

    SipMessage() {}

    /** The first thing that is wrong, or {@link Defect#NONE}. */
    public Defect defect() {
        return defect;
    }

    public boolean isWellFormed() {
        return defect == Defect.NONE;
    }

    /**
     * Whether an answer can be built at all: a request, not an ACK (never answered, RFC 3261 section 17), with a Via that says
     * who sent it and a CSeq, by which the client finds its transaction (17.1.3).
     */
    public boolean isAnswerable() {
        return isRequest() && method() != Method.ACK && via.isUsable() && headers.first(HeaderName.CSEQ) != HeaderIndex.NONE;
    }

    public boolean isRequest() {
        return startLine.request;
    }

    /** False means 505. */
    public boolean isSip20() {
        return startLine.supportedVersion;
    }

    public Method method() {
        return startLine.method;
    }

    /** The method as written; absent in a response. */
    public Slice methodName() {
        return startLine.methodName;
    }

    public SipUri requestUri() {
        return startLine.requestUri;
    }

    /** 0 in a request. */
    public int statusCode() {
        return startLine.statusCode;
    }

    public ViaHeader topVia() {
        return via;
    }

    public NameAddr from() {
        return from;
    }

    public NameAddr to() {
        return to;
    }

    public Slice callId() {
        return callId;
    }

    /** The sequence number of CSeq. */
    public long cseq() {
        return cseq;
    }

    /** The method of CSeq. */
    public Slice cseqMethod() {
        return cseqMethod;
    }

    /** At most {@link Integer#MAX_VALUE}; {@link #ABSENT} when there is none. */
    public int maxForwards() {
        return maxForwards;
    }

    /** Expires in seconds, at most 2^32 - 1, 3600 when malformed (RFC 3261 section 10.2.1.1); {@link #ABSENT} when there is none. */
    public long expiresSeconds() {
        int header = headers.first(HeaderName.EXPIRES);
        return header == HeaderIndex.NONE
                ? ABSENT
                : ContactCursor.seconds(bytes, headers.valueFrom(header), headers.valueTo(header));
    }

    /** The first header of that name as written; absent when there is none. The same slice each time. */
    public Slice value(HeaderName name) {
        int header = headers.first(name);
        if (header == HeaderIndex.NONE) {
            value.clear();
        } else {
            value.set(bytes, headers.valueFrom(header), headers.valueTo(header));
        }
        return value;
    }

    public boolean has(HeaderName name) {
        return headers.first(name) != HeaderIndex.NONE;
    }

    /** Starts a walk over all headers of that name. */
    public HeaderCursor headers(HeaderName name) {
        headerCursor.start(bytes, name);
        return headerCursor;
    }

    /** Starts a walk over all contacts. */
    public ContactCursor contacts() {
        contactCursor.start(bytes);
        return contactCursor;
    }

    /** Starts a walk over {@link HeaderName#AUTHORIZATION} or {@link HeaderName#PROXY_AUTHORIZATION}. */
    public CredentialsCursor credentials(HeaderName name) {
        credentialsCursor.start(bytes, name);
        return credentialsCursor;
    }

    /** Starts a walk over the tags of {@link HeaderName#REQUIRE}, {@link HeaderName#PROXY_REQUIRE} or {@link HeaderName#SUPPORTED}. */
    public OptionTagCursor optionTags(HeaderName name) {
        optionTagCursor.start(bytes, name);
        return optionTagCursor;
    }

    /** What Content-Length says; what is left of a datagram without one. */
    public Slice body() {
        return body;
    }

    /** What came in: the whole datagram; on a stream the message, or its headers where nobody knows how long it is. */
    public int lengthBytes() {
        return lengthBytes;
    }
}
