package io.countersign.sip.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private static final long NOW = 1_795_000_000L;

    private final Fingerprints fingerprints = new Fingerprints(1_024);

    @Test
    void anAcceptedRequestIsKnownForItsTime() {
        fingerprints.remember(11, 22, 200, NOW);

        assertThat(fingerprints.markOf(11, 22, NOW + Fingerprints.KEPT_SECONDS)).isEqualTo(200);
        assertThat(fingerprints.markOf(11, 22, NOW + Fingerprints.KEPT_SECONDS + 1)).isEqualTo(Fingerprints.UNKNOWN);
    }

    @Test
    void anotherHashIsUnknown() {
        fingerprints.remember(11, 22, 200, NOW);

        assertThat(fingerprints.markOf(11, 23, NOW)).isEqualTo(Fingerprints.UNKNOWN);
        assertThat(fingerprints.markOf(12, 22, NOW)).isEqualTo(Fingerprints.UNKNOWN);
        assertThat(fingerprints.markOf(0, 0, NOW)).isEqualTo(Fingerprints.UNKNOWN);
    }

    @Test
    void aFullBucketGivesUpItsOldest() {
        Fingerprints small = new Fingerprints(Fingerprints.WAYS);
        for (int i = 0; i <= Fingerprints.WAYS; i++) {
            small.remember(1, i, 404, NOW + i);
        }

        assertThat(small.markOf(1, 0, NOW + Fingerprints.WAYS)).isEqualTo(Fingerprints.UNKNOWN);
        for (int i = 1; i <= Fingerprints.WAYS; i++) {
            assertThat(small.markOf(1, i, NOW + Fingerprints.WAYS)).isEqualTo(404);
        }
    }
}
