package io.countersign.query.auth;

/** Where an entry is in the store: a trunk's entries stand together, the trunk's own one first. */
record AuthEntryKey(String text) {
    private static final char SEPARATOR = '\0';
    private static final char BY_CREDENTIAL = 'c';
    private static final char BY_USERNAME = 'u';

    static AuthEntryKey trunk(String trunkId) {
        return new AuthEntryKey(trunkId);
    }

    static AuthEntryKey username(String trunkId, String username) {
        return new AuthEntryKey(trunkId + SEPARATOR + BY_USERNAME + username);
    }

    static AuthEntryKey credential(String trunkId, String credentialId) {
        return new AuthEntryKey(trunkId + SEPARATOR + BY_CREDENTIAL + credentialId);
    }
}
