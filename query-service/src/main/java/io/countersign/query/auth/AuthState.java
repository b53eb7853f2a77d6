package io.countersign.query.auth;

import java.util.Optional;

/** What the fold may look up: the entries as they were before the event. */
@FunctionalInterface
interface AuthState {
    Optional<AuthEntry> entry(AuthEntryKey key);

    default Optional<AuthEntry.Trunk> trunk(String trunkId) {
        return entry(AuthEntryKey.trunk(trunkId)).map(AuthEntry.Trunk.class::cast);
    }

    default Optional<AuthEntry.Holder> holder(String trunkId, String username) {
        return entry(AuthEntryKey.username(trunkId, username)).map(AuthEntry.Holder.class::cast);
    }
}
