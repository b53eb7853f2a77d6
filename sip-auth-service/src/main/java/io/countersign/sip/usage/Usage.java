package io.countersign.sip.usage;

import io.countersign.sip.message.Transport;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the use of one credential, as it is told to Kafka.
 *
 * @param from where it succeeded lately, at most {@link CredentialUsage#SOURCES}
 */
public record Usage(
        String accountId,
        String trunkId,
        String credentialId,
        Optional<Success> lastUsed,
        Optional<Failure> lastFailed,
        List<From> from) {

    /** The last successful use that was looked at closely. */
    public record Success(long atSecond, String sourceIp, Transport transport, String algorithm, Optional<String> userAgent) {}

    /**
     * The last refused use that was looked at closely.
     *
     * @param reason its code
     */
    public record Failure(long atSecond, String reason, String sourceIp) {}

    /**
     * The last success from a source.
     *
     * @param prefix {@link io.countersign.sip.lockout.SourcePrefix}
     */
    public record From(long prefix, long atSecond) {}

    public Usage {
        from = List.copyOf(from);
    }
}
