package io.countersign.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.countersign.digest.RfcVectorsTest.Part;
import java.lang.management.ManagementFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DigestCalculatorTest {
    private static final int WARM_UP = 10_000;
    private static final int ROUNDS = 10_000;
    private static final double MAX_BYTES_PER_RESPONSE = 8;

    /** A slice whose array is made once. */
    private static final class Fixed implements DigestCalculator.Slice {
        private final byte[] array;

        private Fixed(String text) {
            this.array = text.getBytes(US_ASCII);
        }

        static Fixed of(String text) {
            return new Fixed(text);
        }

        @Override
        public byte[] array() {
            return array;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public int length() {
            return array.length;
        }
    }

    @Property
    void saysWhatDigestResponseSays(@ForAll DigestAlgorithm algorithm, @ForAll String username, @ForAll String password,
            @ForAll String uri, @ForAll String nonce, @ForAll String cnonce) {
        Ha1 ha1 = Ha1.of(algorithm, username, "realm", password);
        DigestCalculator calculator = new DigestCalculator(algorithm);
        byte[] hex = new byte[calculator.responseChars()];

        for (int again = 0; again < 2; again++) {
            calculator.response(ha1.exportHash(), Part.of("REGISTER"), Part.of(uri), Part.of(nonce), Part.of("00000001"), Part.of(cnonce), hex);

            assertThat(new String(hex, US_ASCII))
                    .isEqualTo(DigestResponse.withQopAuth(ha1, "REGISTER", uri, nonce, "00000001", cnonce));
        }
    }

    @ParameterizedTest
    @EnumSource
    void allocatesNothing(DigestAlgorithm algorithm) {
        DigestCalculator calculator = new DigestCalculator(algorithm);
        byte[] ha1 = Ha1.of(algorithm, "alice", "realm", "secret").exportHash();
        byte[] hex = new byte[calculator.responseChars()];
        Fixed method = Fixed.of("REGISTER");
        Fixed uri = Fixed.of("sip:trunk-abc.sip.example.com");
        Fixed nonce = Fixed.of("0123456789012345678901234567890123456789012345678901234567890123");
        Fixed count = Fixed.of("00000001");
        Fixed cnonce = Fixed.of("0a4f113b");
        for (int i = 0; i < WARM_UP; i++) {
            calculator.response(ha1, method, uri, nonce, count, cnonce, hex);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();

        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < ROUNDS; i++) {
            calculator.response(ha1, method, uri, nonce, count, cnonce, hex);
        }
        double bytes = (double) (threads.getThreadAllocatedBytes(thread) - before) / ROUNDS;

        assertThat(bytes).isLessThan(MAX_BYTES_PER_RESPONSE);
    }
}
