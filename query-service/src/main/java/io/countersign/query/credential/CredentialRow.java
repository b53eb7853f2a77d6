package io.countersign.query.credential;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A credential as the view holds it.
 *
 * @param secretVersion of its password
 * @param version sequence of the last event that changed it
 */
record CredentialRow(
        String id,
        String trunkId,
        String username,
        @Nullable String description,
        int secretVersion,
        Instant createdAt,
        long version) {}
