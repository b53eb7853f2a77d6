package io.countersign.query.auth;

import java.util.List;

/** One entry of a trunk's state. There is one an object, so that an event rewrites a few hundred bytes at most. */
sealed interface AuthEntry {

    /** The trunk itself; {@code version} is the sequence of the last folded event. */
    record Trunk(long version, String accountId, String sipDomain, String authType, List<String> digestAlgorithms)
            implements AuthEntry {
        public Trunk {
            digestAlgorithms = List.copyOf(digestAlgorithms);
        }

        Trunk at(long newVersion) {
            return new Trunk(newVersion, accountId, sipDomain, authType, digestAlgorithms);
        }
    }

    /** Who holds the row of a username; {@code version} is the sequence of the event that made the row. */
    record Holder(String credentialId, List<Integer> secretVersions, long version) implements AuthEntry {
        public Holder {
            secretVersions = List.copyOf(secretVersions);
        }
    }

    /** All that stays of a removed credential: the sequence of its removal. */
    record Removed(long version) implements AuthEntry {}
}
