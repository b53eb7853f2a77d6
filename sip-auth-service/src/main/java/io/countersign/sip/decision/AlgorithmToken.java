package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.message.Slice;
import java.util.Locale;

/** An algorithm's name in bytes. */
final class AlgorithmToken {
    private static final AlgorithmToken MD5 = new AlgorithmToken(DigestAlgorithm.MD5);
    private static final AlgorithmToken SHA_256 = new AlgorithmToken(DigestAlgorithm.SHA_256);
    private static final AlgorithmToken SHA_512_256 = new AlgorithmToken(DigestAlgorithm.SHA_512_256);

    private final byte[] written;
    private final byte[] lowerCase;

    private AlgorithmToken(DigestAlgorithm algorithm) {
        written = algorithm.token().getBytes(US_ASCII);
        lowerCase = algorithm.token().toLowerCase(Locale.ROOT).getBytes(US_ASCII);
    }

    static AlgorithmToken of(DigestAlgorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> MD5;
            case SHA_256 -> SHA_256;
            case SHA_512_256 -> SHA_512_256;
        };
    }

    /** As it is written: not a copy. */
    byte[] bytes() {
        return written;
    }

    /** Compared without case, as a token (RFC 3261 section 7.3.1). */
    boolean is(Slice sent) {
        return sent.equalsIgnoreCase(lowerCase);
    }
}
