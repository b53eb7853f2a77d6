package io.countersign.rest.key;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
    /** Made once, by other means. */
    private static final String FROZEN = "csk_live_abcdefghijkl_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg4BWyO1";

    private final SecureRandom random = new SecureRandom();

    @Test
    void aGeneratedKeyHasTheDocumentedFormAndIsReadBack() throws Exception {
        ApiKey key = ApiKey.generate(random);
        String text = key.exportText();

        assertThat(text).matches("csk_live_[a-z0-9]{12}_[0-9A-Za-z]{49}");
        assertThat(key.keyId()).isEqualTo("key_" + text.substring(9, 21));
        assertThat(key.hash()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII)));
        ApiKey parsed = ApiKey.parse(text).orElseThrow();
        assertThat(parsed.keyId()).isEqualTo(key.keyId());
        assertThat(parsed.hash()).isEqualTo(key.hash());
    }

    @Test
    void anyOtherCharacterAtAnyPlaceBreaksTheChecksumOrTheForm() {
        String text = ApiKey.generate(random).exportText();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == '7' ? '8' : '7';
            assertThat(ApiKey.parse(text.substring(0, i) + other + text.substring(i + 1))).as("character %d", i).isEmpty();
        }
    }

    @Test
    void numbersAreBase62WithDigitsThenUpperThenLowerCase() {
        assertThat(Base62.fixed(0, 6)).isEqualTo("000000");
        assertThat(Base62.fixed(61, 2)).isEqualTo("0z");
        assertThat(Base62.fixed(62, 2)).isEqualTo("10");
        assertThat(Base62.fixed(0xffffffffL, 6)).isEqualTo("4gfFC3");
    }

    @Test
    void theFormIsFrozenBecauseScannersForLeakedKeysKnowIt() {
        assertThat(ApiKey.parse(FROZEN)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "csk_live_", "tvx_sk_live_abc", "csk_live_ABCDEFGHIJKL_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg000000", "\u0000"})
    void otherTextIsNoKey(String text) {
        assertThat(ApiKey.parse(text)).isEmpty();
    }

    @Test
    void keysDiffer() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(ApiKey.generate(random).keyId());
        }
        assertThat(ids).hasSize(1_000);
    }

    @Test
    void neitherKeyShowsItsSecretAsText() {
        ApiKey key = ApiKey.generate(random);
        OperatorKey operator = OperatorKey.of("0123456789abcdef0123456789abcdef");

        assertThat(key.toString()).doesNotContain(key.exportText().substring(22));
        assertThat(operator.toString()).isEqualTo("OperatorKey(redacted)");
    }
}
