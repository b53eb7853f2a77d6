package io.countersign.query.auth;

import io.countersign.schemas.RecordKeys;

/** The key of a row of the auth table, with the trunk that decides its partition. */
record AuthTableKey(String trunkId, String text) {

    static AuthTableKey account(String trunkId, String sipDomain, String username) {
        return new AuthTableKey(trunkId, RecordKeys.authAccount(sipDomain, username));
    }

    static AuthTableKey policy(String trunkId, String sipDomain) {
        return new AuthTableKey(trunkId, RecordKeys.authPolicy(sipDomain));
    }
}
