package io.countersign.command.trunk;

import io.countersign.digest.DigestAlgorithm;
import java.util.List;

/** The digest algorithms that a trunk offers, the preferred one first (RFC 8760 section 2.3): at least one, none twice. */
public record AlgorithmPreference(List<DigestAlgorithm> algorithms) {
    /** What a trunk offers when its creator doesn't say. */
    public static final AlgorithmPreference DEFAULT =
            new AlgorithmPreference(List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5));

    public AlgorithmPreference {
        algorithms = List.copyOf(algorithms);
        if (algorithms.isEmpty() || algorithms.stream().distinct().count() != algorithms.size()) {
            throw new IllegalArgumentException("algorithms " + algorithms + " (expected: at least one, none twice)");
        }
    }

    /** The names on the wire, in order. */
    public List<String> tokens() {
        return algorithms.stream().map(DigestAlgorithm::token).toList();
    }
}
