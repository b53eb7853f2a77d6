package io.countersign.command.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nulabinc.zxcvbn.Zxcvbn;
import io.countersign.command.trunk.Username;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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

    /** Made of what the dictionaries hold, what they don't, reversed and in look-alike characters. */
    @Test
    void theMergedDictionaryScoresAsTheLibrarysOwnDo() {
        Zxcvbn standard = new Zxcvbn();
        Zxcvbn merged = MergedDictionary.estimator();
        List<String> parts = List.of(
                "password", "smith", "maria", "the", "batman", "drowssap", "p4ssw0rd", "Lantern", "qwerty", "1998", "abcd", "x9#", "Zk2L", "vole", "!!");
        Random random = new Random(4711);
        Set<Integer> scores = new HashSet<>();
        for (int i = 0; i < 600; i++) {
            StringBuilder text = new StringBuilder();
            for (int part = random.nextInt(1, 4); part > 0; part--) {
                text.append(random.nextInt(3) == 0 ? Long.toString(random.nextLong(Integer.MAX_VALUE), 36) : parts.get(random.nextInt(parts.size())));
            }
            double guesses = standard.measure(text, List.of("pbx")).getGuesses();
            assertThat(merged.measure(text, List.of("pbx")).getGuesses()).as("guesses of %s", text).isEqualTo(guesses);
            scores.add(merged.measure(text, List.of("pbx")).getScore());
        }
        assertThat(scores).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void aPasswordHas8To128PrintableAsciiCharacters() {
        for (String text : new String[] {"1234567", "x".repeat(129), "pässwörter", "tab\tinside"}) {
            assertThatThrownBy(() -> Password.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining(text);
        }
        assertThat(Password.of("12345678").toString()).doesNotContain("1234");
    }
}
