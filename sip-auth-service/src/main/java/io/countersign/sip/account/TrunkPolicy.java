package io.countersign.sip.account;

import io.countersign.digest.DigestAlgorithm;
import java.util.List;

/**
 * How a trunk is judged.
 *
 * @param algorithms challenged with, in this order
 */
public record TrunkPolicy(String accountId, String trunkId, List<DigestAlgorithm> algorithms) {
    /** What a trunk that says nothing else, and a trunk that doesn't exist, is challenged with (sip.md). */
    public static final List<DigestAlgorithm> DEFAULT_ALGORITHMS = List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);

    public TrunkPolicy {
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("trunk " + trunkId + " has no digest algorithm (expected: one or more)");
        }
    }
}
