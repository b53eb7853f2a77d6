package io.countersign.sip.registrar;

import java.util.Optional;
import java.util.OptionalInt;

/** The newest state of one binding, as nodes tell it to others. */
public sealed interface BindingChange {
    /** {@code sip_domain 0x00 username 0x00 contact hash}. */
    String key();

    String trunkId();

    String credentialId();

    /**
     * It is, or is again.
     *
     * @param contact the URI as it was first registered
     * @param path all Path values, joined by commas (RFC 3327 section 5.3)
     * @param incarnation of the node that has the flow
     */
    record Bound(
            String key,
            String trunkId,
            String credentialId,
            String contact,
            OptionalInt qPerMille,
            Optional<String> path,
            long expiresAtSecond,
            long registeredAtSecond,
            Incarnation incarnation,
            Flow flow,
            Optional<String> userAgent)
            implements BindingChange {}

    /**
     * It is no more.
     *
     * @param ended whose binding has ended by itself: another node's under the same key lives on; empty when it was removed,
     *     whosever it is
     */
    record Unbound(String key, String trunkId, String credentialId, Optional<Incarnation> ended) implements BindingChange {}
}
