package io.countersign.command.idempotency;

import java.security.MessageDigest;

/** HMAC over method, path and body: tells whether a request is the same as a former one without keeping what it said. */
public final class RequestMac {
    private final byte[] bytes;

    RequestMac(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    byte[] bytes() {
        return bytes.clone();
    }

    boolean matches(byte[] other) {
        return MessageDigest.isEqual(bytes, other);
    }
}
