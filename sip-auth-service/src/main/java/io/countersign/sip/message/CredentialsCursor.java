package io.countersign.sip.message;

/** Walks all Authorization or all Proxy-Authorization headers: the one of our realm counts (RFC 3261 section 22.3). */
public final class CredentialsCursor {
    private final HeaderCursor headers;
    private final DigestCredentials credentials = new DigestCredentials();
    private byte[] bytes = new byte[0];

    CredentialsCursor(HeaderIndex index) {
        this.headers = new HeaderCursor(index);
    }

    void start(byte[] b, HeaderName name) {
        bytes = b;
        headers.start(b, name);
    }

    /** Moves to the next header and reads it; what {@link #credentials} showed before is gone. */
    public boolean next() {
        if (!headers.next()) {
            return false;
        }
        credentials.parse(bytes, headers.value().offset(), headers.value().end());
        return true;
    }

    public DigestCredentials credentials() {
        return credentials;
    }
}
