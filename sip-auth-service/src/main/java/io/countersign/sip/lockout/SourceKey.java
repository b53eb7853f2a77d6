package io.countersign.sip.lockout;

import io.countersign.sip.challenge.KeyedHash;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SourcePrefix} with its keyed hash, so that nobody can choose sources that fall into one place of a table. A worker has
 * one and moves it to the source of each request; what a table keeps is a {@link #copy}.
 */
public final class SourceKey {
    private final KeyedHash hash;
    private long prefix;
    private long placement;

    /** @param key {@link KeyedHash#KEY_BYTES} bytes, the same for all workers of a node */
    public SourceKey(byte[] key) {
        this(new KeyedHash(key));
    }

    private SourceKey(KeyedHash hash) {
        this.hash = hash;
    }

    /** Moves to the source with that address of 4 or 16 bytes. */
    public SourceKey set(byte[] address) {
        return set(SourcePrefix.of(address));
    }

    SourceKey set(long newPrefix) {
        prefix = newPrefix;
        placement = hash.begin().update(newPrefix).finish().first();
        return this;
    }

    public long prefix() {
        return prefix;
    }

    /** Where it stands in a table, before that table's mask. */
    long placement() {
        return placement;
    }

    /** One that nobody moves. */
    SourceKey copy() {
        SourceKey copy = new SourceKey(hash);
        copy.prefix = prefix;
        copy.placement = placement;
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceKey key && key.prefix == prefix && key.placement == placement;
    }

    @Override
    public int hashCode() {
        return (int) placement;
    }

    @Override
    public String toString() {
        return SourcePrefix.text(prefix);
    }
}
