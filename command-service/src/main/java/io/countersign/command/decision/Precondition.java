package io.countersign.command.decision;

import java.util.Set;

/** What the caller demands of the object's version before it is changed (RFC 9110 section 13.1.1, If-Match). */
public sealed interface Precondition {
    /** Whether an object that exists with this version may be changed. */
    boolean holdsFor(Version version);

    /** No demand: the header was absent, or {@code *}. */
    record AnyVersion() implements Precondition {
        @Override
        public boolean holdsFor(Version version) {
            return true;
        }
    }

    /** One of these versions. */
    record OneOf(Set<Version> versions) implements Precondition {
        public OneOf {
            versions = Set.copyOf(versions);
        }

        @Override
        public boolean holdsFor(Version version) {
            return versions.contains(version);
        }
    }
}
