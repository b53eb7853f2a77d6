package io.countersign.standalone.demo;

import io.countersign.digest.DigestAuthorization;
import io.countersign.digest.DigestChallenge;
import io.countersign.digest.Ha1;

/** Who a client registers as; holds the password, so its text is redacted. */
public final class SipUser {
    /** Each challenge is answered once, so each nonce is used for the first time. */
    private static final int FIRST_USE = 1;

    private final String username;
    private final String domain;
    private final String password;

    public SipUser(String username, String domain, String password) {
        this.username = username;
        this.domain = domain;
        this.password = password;
    }

    public String domain() {
        return domain;
    }

    /** The address of record. */
    public String addressOfRecord() {
        return "sip:" + username + "@" + domain;
    }

    public String username() {
        return username;
    }

    /** The value of Authorization that answers a challenge with qop=auth (RFC 7616 section 3.4). */
    public String authorization(DigestChallenge challenge, String method, String uri, String cnonce) {
        Ha1 ha1 = Ha1.of(challenge.algorithm(), username, challenge.realm(), password);
        return new DigestAuthorization(challenge, username, ha1, FIRST_USE, cnonce).value(method, uri);
    }

    @Override
    public String toString() {
        return addressOfRecord();
    }
}
