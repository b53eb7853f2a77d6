package io.countersign.bench.read;

import java.time.Instant;
import java.util.Locale;

/**
 * The made-up trunks and credentials that both peers hold; the same for the same numbers, so nothing has to be handed over.
 *
 * @param trunks how many
 * @param credentials of each trunk
 */
record ReadData(int trunks, int credentials) {
    static final String ACCOUNT = "acc_bench0000000";
    static final int SECRET_VERSION = 1;
    static final int PAGE = 50;

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MAX_ROWS = 200_000;

    ReadData {
        if (trunks < 1 || credentials < 1 || (long) trunks * credentials > MAX_ROWS) {
            throw new IllegalArgumentException(
                    trunks + " trunks with " + credentials + " credentials (expected: 1 or more, " + MAX_ROWS + " rows at most)");
        }
    }

    String trunk(int trunk) {
        return String.format(Locale.ROOT, "trunk_bench%07d", trunk);
    }

    String credential(int trunk, int credential) {
        return String.format(Locale.ROOT, "cred_b%05dx%05d", trunk, credential);
    }

    String username(int trunk, int credential) {
        return String.format(Locale.ROOT, "user-%05d-%05d", trunk, credential);
    }

    /** Sequence of its event within the trunk: the trunk's own creation is the first. */
    long version(int credential) {
        return credential + 2L;
    }

    Instant createdAt(int credential) {
        return BEGIN.plusSeconds(credential);
    }

    String listPath(int trunk, String segment) {
        return path(trunk, segment) + "?limit=" + PAGE;
    }

    String getPath(int trunk, String segment, int credential) {
        return path(trunk, segment) + "/" + credential(trunk, credential);
    }

    private String path(int trunk, String segment) {
        return "/v1/account/" + ACCOUNT + "/trunks/" + trunk(trunk) + "/" + segment;
    }
}
