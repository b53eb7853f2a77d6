package io.countersign.command.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.trunk.Username;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookAlikesTest {
    /** 700 combinations in 32 characters: half a second of a processor for one request. */
    private static final String CHOSEN = "passwordpass4@8({[<3691!|70$5+%2";

    @ParameterizedTest
    @ValueSource(strings = {"p4$$w0rd", "m@ri@1998!", "0123456789", "xK7-quiet-lantern-93-vole"})
    void whatPeopleWriteIsJudgedAsItIs(String text) {
        assertThat(LookAlikes.bounded(text)).isEqualTo(text);
    }

    @Test
    void whereThereAreTooManyCombinationsSymbolsStandForNoLetterAndDigitsStay() {
        assertThat(LookAlikes.combinations(CHOSEN)).isGreaterThan(500);
        assertThat(LookAlikes.bounded(CHOSEN)).isEqualTo("passwordpass4&8*^~_3691-=70;5:,2");
    }

    @Test
    void neverMoreThanTheyMayBe() {
        Random random = new Random(4711);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(random.nextInt(8, 65), ' ', '~' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(LookAlikes.bounded(text)).hasSameSizeAs(text);
            assertThat(LookAlikes.combinations(LookAlikes.bounded(text))).as(text).isLessThanOrEqualTo(LookAlikes.MAX_COMBINATIONS);
        }
    }

    @Test
    void aWeakOneInLookAlikesIsStillWeak() {
        PasswordStrength strength = new PasswordStrength();
        assertThat(strength.warnings(Password.of("p4$$w0rdp4$$w0rd"), new Username("pbx"))).anyMatch(warning -> warning.contains("guess"));
        assertThat(strength.warnings(Password.of(CHOSEN), new Username("pbx"))).isEmpty();
    }
}
