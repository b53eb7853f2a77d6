package io.countersign.sip.account;

import io.countersign.schemas.auth.AuthAccountRow;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A username's row as it was last read, and what is known of its secrets. Guarded by its {@link AccountTable}. */
final class Row {
    final String key;
    final AuthAccountRow row;
    final int partition;
    /** Where its partition is held back while it waits for a secret. */
    final long offset;
    /** The versions whose secret was there once; a tombstone that comes first counts too: there is nothing to wait for. */
    final Set<Integer> seen = new HashSet<>();

    private Row(String key, AuthAccountRow row, int partition, long offset) {
        this.key = key;
        this.row = row;
        this.partition = partition;
        this.offset = offset;
    }

    /**
     * The row that takes the place of another one. One that says the same credential again while it waits for its secret
     * holds the partition back where the first one did.
     */
    static Row of(String key, AuthAccountRow row, int partition, long offset, @Nullable Row before) {
        if (before == null || !before.isOf(row.getCredentialId())) {
            return new Row(key, row, partition, offset);
        }
        boolean waits = before.partition == partition && !before.isComplete();
        Row current = new Row(key, row, partition, waits ? Math.min(before.offset, offset) : offset);
        current.seen.addAll(before.seen);
        current.seen.retainAll(row.getSecretVersions());
        return current;
    }

    boolean isOf(String credential) {
        return row.getCredentialId().equals(credential);
    }

    /** Whether each of its secrets has been seen. */
    boolean isComplete() {
        return seen.containsAll(row.getSecretVersions());
    }
}
