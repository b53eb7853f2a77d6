package io.countersign.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The examples that the standards print, computed both ways. */
class RfcVectorsTest {
    private static final String RFC_7616_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String RFC_7616_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    /** RFC 2617 section 3.5. */
    @Test
    void md5AsInRfc2617() {
        Ha1 ha1 = Ha1.of(DigestAlgorithm.MD5, "Mufasa", "testrealm@host.com", "Circle Of Life");

        assertThat(HexFormat.of().formatHex(ha1.exportHash())).isEqualTo("939e7578ed9e3c518a452acee763bce9");
        assertResponse(ha1, "/dir/index.html", "dcd98b7102dd2f0e8b11d0f600bfb0c093", "0a4f113b", "6629fae49393a05397450978507c4ef1");
    }

    /** RFC 7616 section 3.9.1. */
    @Test
    void md5AsInRfc7616() {
        Ha1 ha1 = Ha1.of(DigestAlgorithm.MD5, "Mufasa", "http-auth@example.org", "Circle of Life");

        assertResponse(ha1, "/dir/index.html", RFC_7616_NONCE, RFC_7616_CNONCE, "8ca523f5e9506fed4657c9700eebdbec");
    }

    /** RFC 7616 section 3.9.1. */
    @Test
    void sha256AsInRfc7616() {
        Ha1 ha1 = Ha1.of(DigestAlgorithm.SHA_256, "Mufasa", "http-auth@example.org", "Circle of Life");

        assertResponse(ha1, "/dir/index.html", RFC_7616_NONCE, RFC_7616_CNONCE,
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    }

    /**
     * RFC 7616 section 3.9.2, with the true SHA-512/256 of FIPS 180-4. What that section prints as the response, and as the
     * userhash, is the first half of a SHA-512 (erratum 4897).
     */
    @Test
    void sha512256OnTheInputOfRfc7616() {
        Ha1 ha1 = Ha1.of(DigestAlgorithm.SHA_512_256, "J\u00e4s\u00f8n Doe", "api@example.org", "Secret, or not?");

        assertResponse(ha1, "/doe.json", "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
                "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
    }

    private static void assertResponse(Ha1 ha1, String uri, String nonce, String cnonce, String expected) {
        assertThat(DigestResponse.withQopAuth(ha1, "GET", uri, nonce, "00000001", cnonce)).isEqualTo(expected);

        DigestCalculator calculator = new DigestCalculator(ha1.algorithm());
        byte[] hex = new byte[calculator.responseChars()];
        calculator.response(ha1.exportHash(), Part.of("GET"), Part.of(uri), Part.of(nonce), Part.of("00000001"), Part.of(cnonce), hex);

        assertThat(new String(hex, US_ASCII)).isEqualTo(expected);
    }

    /** A slice that does not begin where its array does. */
    record Part(String text) implements DigestCalculator.Slice {
        private static final String BEFORE = "before";

        static Part of(String text) {
            return new Part(text);
        }

        @Override
        public byte[] array() {
            return (BEFORE + text + "behind").getBytes(UTF_8);
        }

        @Override
        public int offset() {
            return BEFORE.length();
        }

        @Override
        public int length() {
            return text.getBytes(UTF_8).length;
        }
    }
}
