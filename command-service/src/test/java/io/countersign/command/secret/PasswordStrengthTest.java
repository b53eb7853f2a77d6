package io.countersign.command.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.command.trunk.Username;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PasswordStrengthTest {
    private static final Username PBX = new Username("pbx-prod-01");
    private final PasswordStrength strength = new PasswordStrength();

    @Test
    void aGoodOneHasNoWarning() {
        assertThat(strength.warnings(Password.of("secure_password_here_123"), PBX)).isEmpty();
        assertThat(strength.warnings(Password.of("xK7-quiet-lantern-93-vole"), PBX)).isEmpty();
    }

    @Test
    void aShortOneAnObviousOneAndOneLikeTheUsernameHave() {
        assertThat(strength.warnings(Password.of("xK7-qui3"), PBX)).anyMatch(warning -> warning.contains("12 recommended"));
        assertThat(strength.warnings(Password.of("passwordpassword"), PBX)).anyMatch(warning -> warning.contains("guess"));
        assertThat(strength.warnings(Password.of("my-PBX-prod-01-x93!"), PBX)).anyMatch(warning -> warning.contains("username"));
    }

    @Test
    void aWeakBeginningIsNoFaultWhereTheWholeIsStrong() {
        assertThat(strength.warnings(Password.of("passwordpassword-vX9#kq2L-tree"), PBX)).isEmpty();
    }

    @Test
    void theLongestOneIsJudgedInBoundedTime() {
        Password longest = Password.of("aB3$".repeat(32));
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> strength.warnings(longest, PBX));
    }

    @Test
    void aPasswordHas8To128PrintableAsciiCharacters() {
        for (String text : new String[] {"1234567", "x".repeat(129), "pässwörter", "tab\tinside"}) {
            assertThatThrownBy(() -> Password.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining(text);
        }
        assertThat(Password.of("12345678").toString()).doesNotContain("1234");
    }
}
