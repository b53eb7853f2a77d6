package io.countersign.sip.challenge;

/** Where the daily nonce keys come from: the master keyset. Safe for use by several threads. */
@FunctionalInterface
public interface NonceKeySource {
    /** A key of that many bytes, always the same for the same label. */
    byte[] deriveKey(String label, int bytes);
}
