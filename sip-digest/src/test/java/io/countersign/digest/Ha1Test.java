package io.countersign.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Ha1Test {
    private final Ha1 ha1 = Ha1.of(DigestAlgorithm.MD5, "Mufasa", "testrealm@host.com", "Circle Of Life");

    @Test
    void isRedactedInText() {
        assertThat(ha1.toString()).isEqualTo("Ha1(MD5, redacted)").doesNotContain(HexFormat.of().formatHex(ha1.exportHash()));
        assertThat(String.valueOf(ha1.hashCode())).isEqualTo(String.valueOf(Ha1.of(DigestAlgorithm.MD5, "a", "b", "c").hashCode()));
    }

    @Test
    void isCopiedOut() {
        ha1.exportHash()[0] ^= 1;

        assertThat(ha1).isEqualTo(Ha1.of(DigestAlgorithm.MD5, "Mufasa", "testrealm@host.com", "Circle Of Life"));
    }

    @ParameterizedTest
    @EnumSource
    void hasTheLengthOfItsAlgorithm(DigestAlgorithm algorithm) {
        assertThat(Ha1.of(algorithm, "a", "b", "c").exportHash()).hasSize(algorithm.hashBytes());
    }

    @Test
    void anAlgorithmIsFoundByItsTokenInAnyCase() {
        assertThat(DigestAlgorithm.ofToken("sha-256")).contains(DigestAlgorithm.SHA_256);
        assertThat(DigestAlgorithm.ofToken("SHA-512-256")).contains(DigestAlgorithm.SHA_512_256);
        assertThat(DigestAlgorithm.ofToken("MD5-sess")).isEmpty();
    }
}
