package io.countersign.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestAuthorizationTest {
    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    /** RFC 7616 section 3.9.1: the challenge and what it is answered with. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    })
    void answersAsInRfc7616(String algorithm, String response) {
        DigestChallenge challenge = challenge("Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm
                + ", nonce=\"" + NONCE + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
        Ha1 ha1 = Ha1.of(challenge.algorithm(), "Mufasa", challenge.realm(), "Circle of Life");

        String value = new DigestAuthorization(challenge, "Mufasa", ha1, 1, CNONCE).value("GET", "/dir/index.html");

        assertThat(value).isEqualTo("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"" + NONCE
                + "\", uri=\"/dir/index.html\", response=\"" + response + "\", algorithm=" + algorithm + ", cnonce=\"" + CNONCE
                + "\", qop=auth, nc=00000001, opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }

    @ParameterizedTest
    @CsvSource({"1, 00000001", "9, 00000009", "10, 0000000a", "2147483647, 7fffffff"})
    void theNonceCountIsEightHexadecimalDigits(int count, String digits) {
        assertThat(authorization("alice", count, "c").value("REGISTER", "sip:a")).endsWith(", nc=" + digits);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', value = {"a\"b, a\\\"b", "a\\b, a\\\\b", "a b, a b"})
    void theUsernameIsQuoted(String username, String quoted) {
        assertThat(authorization(username, 1, "c").value("REGISTER", "sip:a")).startsWith("Digest username=\"" + quoted + "\", realm=");
    }

    @Test
    void whatTheChallengeSaysIsSentBackAsItCame() {
        DigestChallenge challenge = challenge("Digest realm=\"a\\\"b\", nonce=\"\\\\\", qop=auth");

        assertThat(new DigestAuthorization(challenge, "alice", ha1(DigestAlgorithm.MD5), 1, "c").value("REGISTER", "sip:a"))
                .contains(", realm=\"a\\\"b\", nonce=\"\\\\\", uri=");
    }

    @Test
    void whatCannotBeAnsweredIsRefused() {
        DigestChallenge old = challenge("Digest realm=\"r\", nonce=\"n\"");
        DigestChallenge sha = challenge("Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256");
        Ha1 md5 = ha1(DigestAlgorithm.MD5);

        assertThatThrownBy(() -> new DigestAuthorization(old, "alice", md5, 1, "c")).hasMessageContaining("expected: one with auth");
        assertThatThrownBy(() -> new DigestAuthorization(sha, "alice", md5, 1, "c")).hasMessageContaining("the challenge's SHA_256");
        assertThatThrownBy(() -> authorization("alice", 0, "c")).hasMessageContaining("expected: 1 or more");
        assertThatThrownBy(() -> authorization("a\r\nVia: x", 1, "c")).hasMessageContaining("expected: one line");
        assertThatThrownBy(() -> authorization("alice", 1, "\n")).hasMessageContaining("expected: one line");
        assertThatThrownBy(() -> authorization("alice", 1, "c").value("REGISTER", "sip:a\r")).hasMessageContaining("expected: one line");
    }

    private static DigestAuthorization authorization(String username, int count, String cnonce) {
        return new DigestAuthorization(challenge("Digest realm=\"r\", nonce=\"n\", qop=\"auth\""), username, ha1(DigestAlgorithm.MD5), count, cnonce);
    }

    private static Ha1 ha1(DigestAlgorithm algorithm) {
        return Ha1.of(algorithm, "alice", "r", "secret");
    }

    private static DigestChallenge challenge(String value) {
        return DigestChallenge.parse(value).orElseThrow();
    }
}
