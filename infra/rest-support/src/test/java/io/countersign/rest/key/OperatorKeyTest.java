package io.countersign.rest.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorKeyTest {
    private static final String TEXT = "0123456789abcdef0123456789abcdef";

    @Test
    void onlyTheSameTextMatches() {
        OperatorKey key = OperatorKey.of(TEXT);

        assertThat(key.matches(TEXT)).isTrue();
        assertThat(key.matches(TEXT + "0")).isFalse();
        assertThat(key.matches(TEXT.substring(1))).isFalse();
        assertThat(key.matches("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"short-secret-text", "0123456789abcdef 0123456789abcdef", "0123456789abcdef0123456789abcdé"})
    void aWeakOrUnsendableTextIsRefusedWithoutBeingShown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OperatorKey.of(text))
                .withMessageContaining("countersign.operator-key")
                .satisfies(e -> assertThat(e).message().doesNotContain(text));
    }
}
