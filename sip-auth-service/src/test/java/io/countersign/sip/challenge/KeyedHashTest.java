package io.countersign.sip.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    /** The first and last of the 64 vectors that the authors of SipHash publish for the 128-bit variant. */
    @Test
    void agreesWithThePublishedVectors() {
        assertThat(hash(0)).isEqualTo("a3817f04ba25a8e66df67214c7550293");
        assertThat(hash(1)).isEqualTo("da87c1d86b99af44347659119b22fc45");
        assertThat(hash(15)).isEqualTo("5493e99933b0a8117e08ec0f97cfc3d9");
    }

    @Property(tries = 200)
    void doesNotDependOnHowTheInputIsCut(@ForAll @Size(max = 80) byte[] input, @ForAll @IntRange(max = 80) int cut) {
        int at = Math.min(cut, input.length);
        KeyedHash whole = new KeyedHash(KEY).update(input, 0, input.length).finish();
        KeyedHash parts = new KeyedHash(KEY).update(input, 0, at).update(input, at, input.length - at).finish();

        assertThat(parts.first()).isEqualTo(whole.first());
        assertThat(parts.second()).isEqualTo(whole.second());
    }

    private static String hash(int length) {
        byte[] input = new byte[length];
        for (int i = 0; i < length; i++) {
            input[i] = (byte) i;
        }
        KeyedHash hash = new KeyedHash(KEY).update(input, 0, length).finish();
        return HexFormat.of().toHexDigits(Long.reverseBytes(hash.first()))
                + HexFormat.of().toHexDigits(Long.reverseBytes(hash.second()));
    }
}
