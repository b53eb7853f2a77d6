package io.countersign.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ByteSearchTest {
    /** Bytes around CR and LF, so that there are many of them next to what differs by a carry. */
    @Property(tries = 2_000)
    void findsTheFirstLineEndWhereverItStands(
            @ForAll @Size(max = 40) @ByteRange(min = 8, max = 15) byte[] bytes, @ForAll @IntRange(max = 40) int start) {
        int from = Math.min(start, bytes.length);

        assertThat(ByteSearch.skipToLineEnd(bytes, from, bytes.length)).isEqualTo(first(bytes, from, ByteSearchTest::isLineEnd));
    }

    @Property(tries = 2_000)
    void findsTheFirstLineEndAmongAnyBytes(@ForAll @Size(max = 200) byte[] bytes) {
        assertThat(ByteSearch.skipToLineEnd(bytes, 0, bytes.length)).isEqualTo(first(bytes, 0, ByteSearchTest::isLineEnd));
    }

    /** What stands behind the end is not looked at. */
    @Property(tries = 2_000)
    void findsNothingBehindTheEnd(@ForAll @Size(max = 40) @ByteRange(min = 62, max = 65) byte[] bytes, @ForAll @IntRange(max = 40) int length) {
        int to = Math.min(length, bytes.length);

        assertThat(ByteSearch.skipToEither(bytes, 0, to, '>', '@'))
                .isEqualTo(Math.min(to, first(bytes, 0, b -> b == '>' || b == '@')));
    }

    @Property(tries = 2_000)
    void findsTheFirstByteThatIsNoQdtext(@ForAll @Size(max = 40) byte[] bytes, @ForAll @IntRange(max = 40) int start) {
        int from = Math.min(start, bytes.length);

        assertThat(ByteSearch.skipQdtext(bytes, from, bytes.length)).isEqualTo(first(bytes, from, ByteSearchTest::endsQdtext));
    }

    /** Mostly text, with what ends it next to what differs by a carry. */
    @Property(tries = 2_000)
    void findsTheEndOfQdtextWhereverItStands(@ForAll @Size(max = 40) @ByteRange(min = 30, max = 37) byte[] bytes) {
        assertThat(ByteSearch.skipQdtext(bytes, 0, bytes.length)).isEqualTo(first(bytes, 0, ByteSearchTest::endsQdtext));
    }

    private static boolean isLineEnd(int b) {
        return b == '\r' || b == '\n';
    }

    private static boolean endsQdtext(int b) {
        return b == '"' || b == '\\' || b == 0x7f || (b >= 0 && b < ' ');
    }

    private static int first(byte[] bytes, int from, IntPredicate sought) {
        int at = from;
        while (at < bytes.length && !sought.test(bytes[at])) {
            at++;
        }
        return at;
    }
}
