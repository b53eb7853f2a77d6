package io.countersign.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LineEndsTest {
    /** Bytes around CR and LF, so that there are many of them next to what differs by a carry. */
    @Property(tries = 2_000)
    void findsTheFirstLineEndWhereverItStands(
            @ForAll @Size(max = 40) @ByteRange(min = 8, max = 15) byte[] bytes, @ForAll @IntRange(max = 40) int start) {
        int from = Math.min(start, bytes.length);

        assertThat(LineEnds.skipTo(bytes, from, bytes.length)).isEqualTo(first(bytes, from));
    }

    @Property(tries = 2_000)
    void findsTheFirstLineEndAmongAnyBytes(@ForAll @Size(max = 200) byte[] bytes) {
        assertThat(LineEnds.skipTo(bytes, 0, bytes.length)).isEqualTo(first(bytes, 0));
    }

    private static int first(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\r' && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
