package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** As a comparison letter by letter says, wherever it stands in an array and however little is behind it. */
class CaseInsensitiveNameTest {
    private static final String NAMES = "ABCDEFGHIJ-KLMNOPQRS";

    @Property
    void isFoundInAnyCase(@ForAll @IntRange(min = 1, max = 20) int length, @ForAll long cases, @ForAll @IntRange(max = 9) int before,
            @ForAll @IntRange(max = 9) int behind) {
        String name = NAMES.substring(0, length);
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < length; i++) {
            written.append((cases >> i & 1) == 0 ? name.charAt(i) : Character.toLowerCase(name.charAt(i)));
        }

        assertThat(isAt(name, "x".repeat(before) + written + "y".repeat(behind), before)).isTrue();
    }

    /** A CR differs from "-" by the bit by which letters differ in case, "[" from "{". */
    @Property
    void isNotFoundWithAnotherByte(@ForAll @IntRange(min = 1, max = 20) int length, @ForAll @IntRange(max = 19) int at, @ForAll @From("bytes") byte other,
            @ForAll @IntRange(max = 9) int behind) {
        String name = NAMES.substring(0, length);
        int place = at % length;
        char otherChar = (char) (other & 0xff);
        String written = name.substring(0, place) + otherChar + name.substring(place + 1) + " ".repeat(behind);

        boolean same = String.valueOf(otherChar).toLowerCase(Locale.ROOT).equals(name.substring(place, place + 1).toLowerCase(Locale.ROOT));
        assertThat(isAt(name, written, 0)).isEqualTo(same);
    }

    /** Bytes of every kind, and many of those that differ from a "-" or a letter by one bit. */
    @Provide
    Arbitrary<Byte> bytes() {
        return Arbitraries.oneOf(Arbitraries.bytes(), Arbitraries.of((byte) '\r', (byte) '[', (byte) '@', (byte) '`', (byte) 'a', (byte) '-'));
    }

    @Property(tries = 100)
    void aBitOfCaseIsOneInLettersOnly(@ForAll @IntRange(min = 1, max = 20) int length) {
        String name = NAMES.substring(0, length);
        for (int i = 0; i < length; i++) {
            char other = (char) (name.charAt(i) ^ 0x20);
            String written = name.substring(0, i) + other + name.substring(i + 1);

            assertThat(isAt(name, written + "        ", 0)).as(name + " with another byte " + i).isEqualTo(Character.isLetter(other));
        }
    }

    private static boolean isAt(String name, String text, int from) {
        return new CaseInsensitiveName(name).isAt(text.getBytes(ISO_8859_1), from);
    }
}
