package io.countersign.query.registration;

import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.registration.RegistrationRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A binding as the view holds it.
 *
 * @param q in thousandths
 * @param source {@code address:port}; an IPv6 address in brackets
 */
record BindingRow(
        String credentialId,
        String username,
        String contact,
        @Nullable Integer q,
        Instant expiresAt,
        Instant registeredAt,
        String node,
        String incarnation,
        String transport,
        String source,
        @Nullable String userAgent) {

    static BindingRow of(RegistrationRow told) {
        String ip = told.getSourceIp();
        return new BindingRow(
                told.getCredentialId(),
                told.getUsername(),
                told.getContact(),
                told.getQ(),
                told.getExpiresAt(),
                told.getRegisteredAt(),
                told.getNode(),
                told.getIncarnation(),
                told.getTransport(),
                (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + told.getSourcePort(),
                told.getUserAgent());
    }

    /** Whether it is of that run of a node, as a tombstone's header names it. */
    boolean isOf(String run) {
        return RecordKeys.incarnation(node, incarnation).equals(run);
    }
}
