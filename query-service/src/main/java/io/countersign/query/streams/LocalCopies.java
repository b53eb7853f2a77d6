package io.countersign.query.streams;

import java.util.Optional;

/**
 * What this instance has of stores, whether it owns the part or only stands by: for when the owner can't be asked. Nothing
 * where the part isn't here, or was never seen complete.
 */
public interface LocalCopies {
    Optional<Copy> copy(String store, int partition);
}
