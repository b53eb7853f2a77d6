package io.countersign.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.countersign.digest.RfcVectorsTest.Part;
import java.lang.management.ManagementFactory;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
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

    /** It keeps the last A2: another one, one that is its prefix, one too long to be kept. */
    @Property(tries = 200)
    void saysTheSameWhateverCameBefore(@ForAll DigestAlgorithm algorithm, @ForAll @Size(max = 12) List<@From("requests") Request> requests) {
        Ha1 ha1 = Ha1.of(algorithm, "alice", "realm", "secret");
        DigestCalculator calculator = new DigestCalculator(algorithm);
        byte[] hex = new byte[calculator.responseChars()];
        for (Request request : requests) {
            calculator.response(
                    ha1.exportHash(), Part.of(request.method()), Part.of(request.uri()), Part.of("n"), Part.of("00000001"), Part.of("c"), hex);

            assertThat(new String(hex, US_ASCII))
                    .isEqualTo(DigestResponse.withQopAuth(ha1, request.method(), request.uri(), "n", "00000001", "c"));
        }
    }

    record Request(String method, String uri) {}

    @Provide
    Arbitrary<Request> requests() {
        Arbitrary<String> methods = Arbitraries.of("REGISTER", "REGISTE", "INVITE", "");
        Arbitrary<String> uris = Arbitraries.of("sip:a", "sip:b", "sip:ab", "", ":sip:a", "sip:" + "a".repeat(243), "sip:" + "a".repeat(244), "sip:" + "b".repeat(500));
        return Combinators.combine(methods, uris).as(Request::new);
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
