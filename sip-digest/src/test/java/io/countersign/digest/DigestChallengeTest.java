package io.countersign.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestChallengeTest {
    private static final String WELL_FORMED = "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256, qop=\"auth\", opaque=\"o\"";

    static Stream<Arguments> challenges() {
        return Stream.of(
                Arguments.of("Digest realm=\"r\", nonce=\"n\", qop=\"auth\"", challenge("r", "n", DigestAlgorithm.MD5, List.of("auth"))),
                Arguments.of("Digest realm=\"r\",nonce=\"n\"", challenge("r", "n", DigestAlgorithm.MD5, List.of())),
                Arguments.of("digest  REALM = \"r\" ,\tNonce= \"n\"", challenge("r", "n", DigestAlgorithm.MD5, List.of())),
                Arguments.of(
                        " Digest algorithm=sha-256, realm=\"a b\", qop=\"auth-int, AUTH\", nonce=\"a,b=c\" ",
                        challenge("a b", "a,b=c", DigestAlgorithm.SHA_256, List.of("auth-int", "auth"))),
                Arguments.of(
                        "Digest realm=\"\", nonce=\"\\\"\\\\\", algorithm=\"SHA-512-256\", qop=auth, other=1",
                        challenge("", "\\\"\\\\", DigestAlgorithm.SHA_512_256, List.of("auth"))),
                Arguments.of(
                        "Digest realm=r, nonce=n, stale=TRUE, opaque=\"o\"",
                        new DigestChallenge("r", "n", DigestAlgorithm.MD5, List.of(), true, Optional.of("o"))),
                Arguments.of("Digest realm=r, nonce=n, stale=false, qop=\" , \"", challenge("r", "n", DigestAlgorithm.MD5, List.of())));
    }

    @ParameterizedTest
    @MethodSource("challenges")
    void isRead(String value, DigestChallenge expected) {
        assertThat(DigestChallenge.parse(value)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "Digest", "Digest ", "Digest,", "Digestrealm=\"r\", nonce=\"n\"", "Basic realm=\"r\", nonce=\"n\"",
        "Digest realm=\"r\"", "Digest nonce=\"n\"", "Digest realm=\"r\" nonce=\"n\"", "Digest realm=\"r\", nonce=\"n\",",
        "Digest realm=\"r\",, nonce=\"n\"", "Digest realm=\"r\", nonce=", "Digest realm=\"r\", nonce=\"n",
        "Digest realm=\"r\", nonce=\"n\\\"", "Digest realm=\"r\", nonce=\"n\\", "Digest =,=,==\",",
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth", "Digest realm=\"r\", nonce=\"n\", nonce=\"m\"",
        "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess", "Digest realm=\"r\", nonce=\"n\r\nVia: x\""
    })
    void isNone(String value) {
        assertThat(DigestChallenge.parse(value)).isEmpty();
    }

    @Example
    void hasALimit() {
        String longest = WELL_FORMED + ", o=\"" + "x".repeat(DigestChallenge.MAX_CHARS - WELL_FORMED.length() - 6) + "\"";

        assertThat(longest).hasSize(DigestChallenge.MAX_CHARS);
        assertThat(DigestChallenge.parse(longest)).isPresent();
        assertThat(DigestChallenge.parse(longest.replaceFirst("x", "xx"))).isEmpty();
    }

    @Example
    void everyPrefixIsReadWithoutFailing() {
        for (int length = 0; length <= WELL_FORMED.length(); length++) {
            assertThat(DigestChallenge.parse(WELL_FORMED.substring(0, length))).isNotNull();
        }
    }

    @Property
    void noTextEscapesAsAnException(@ForAll String text) {
        assertThat(DigestChallenge.parse("Digest " + text)).isNotNull();
    }

    private static DigestChallenge challenge(String realm, String nonce, DigestAlgorithm algorithm, List<String> qop) {
        return new DigestChallenge(realm, nonce, algorithm, qop, false, Optional.empty());
    }
}
