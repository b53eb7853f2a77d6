package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestCalculator;
import io.countersign.digest.Ha1;
import io.countersign.sip.message.Slice;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An authenticated REGISTER pair (challenge, then 200) through parser, decision, registrar and writer leaves next to nothing
 * for the garbage collector. Time is printed, not asserted.
 */
class RequestDecisionCostTest {
    private static final byte[] NONCE = "nonce=\"".getBytes(US_ASCII);
    private static final int WARM_UP = 30_000;
    private static final int ROUNDS = 30_000;

    /** The replay window keeps each accepted nonce: its part of a growing table. */
    private static final double MAX_BYTES_PER_PAIR = 300;

    private final DecisionFixture decisions = new DecisionFixture();
    private final UserAgent userAgent = new UserAgent(DecisionFixture.DOMAIN, DecisionFixture.USER, DecisionFixture.PASSWORD);

    @ParameterizedTest
    @EnumSource(names = {"MD5", "SHA_256"})
    void anAuthenticatedPairAllocatesNextToNothing(DigestAlgorithm algorithm) {
        Caller caller = new Caller(algorithm);
        for (int i = 0; i < WARM_UP; i++) {
            caller.pair();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long bytesBefore = threads.getThreadAllocatedBytes(thread);
        long cpuBefore = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            caller.pair();
        }
        long nanos = (threads.getCurrentThreadCpuTime() - cpuBefore) / ROUNDS;
        double bytes = (double) (threads.getThreadAllocatedBytes(thread) - bytesBefore) / ROUNDS;

        System.out.printf("REGISTER pair with %s: %d ns CPU (client's digest included), %.1f bytes allocated%n", algorithm.token(), nanos, bytes);
        assertThat(decisions.counts.of(Outcome.ACCEPTED)).isEqualTo(WARM_UP + ROUNDS);
        assertThat(bytes).isLessThan(MAX_BYTES_PER_PAIR);
    }

    /** The client's side without allocation: two requests as bytes, nonce and response patched into the second. */
    private final class Caller {
        private final byte[] first;
        private final byte[] second;
        private final int nonceAt;
        private final int responseAt;
        private final byte[] ha1;
        private final byte[] response;
        private final DigestCalculator digests;
        private final Slice method = Slice.of("REGISTER".getBytes(US_ASCII));
        private final Slice uri = Slice.of(("sip:" + DecisionFixture.DOMAIN).getBytes(US_ASCII));
        private final Slice count = Slice.of("00000001".getBytes(US_ASCII));
        private final Slice cnonce = Slice.of("0a4f113b".getBytes(US_ASCII));
        private final byte[] nonce = new byte[52];
        private final Slice nonceSlice = Slice.of(nonce);

        Caller(DigestAlgorithm algorithm) {
            String register = userAgent.register("Contact: <sip:alice@192.0.2.10:5062>");
            String answered = userAgent.answer(register, "N".repeat(nonce.length), algorithm, 1);
            first = register.getBytes(ISO_8859_1);
            second = answered.getBytes(ISO_8859_1);
            nonceAt = answered.indexOf("N".repeat(nonce.length));
            responseAt = answered.indexOf("response=\"") + "response=\"".length();
            digests = new DigestCalculator(algorithm);
            response = new byte[digests.responseChars()];
            ha1 = Ha1.of(algorithm, DecisionFixture.USER, DecisionFixture.DOMAIN, DecisionFixture.PASSWORD).exportHash();
        }

        void pair() {
            int length = decisions.handle(first);
            System.arraycopy(decisions.answer(), indexOfNonce(decisions.answer(), length), nonce, 0, nonce.length);
            digests.response(ha1, method, uri, nonceSlice, count, cnonce, response);
            System.arraycopy(nonce, 0, second, nonceAt, nonce.length);
            System.arraycopy(response, 0, second, responseAt, response.length);
            decisions.handle(second);
        }

        private static int indexOfNonce(byte[] answer, int length) {
            byte[] name = NONCE;
            for (int at = 0; at < length - name.length; at++) {
                if (answer[at] == 'n' && Arrays.equals(answer, at, at + name.length, name, 0, name.length)) {
                    return at + name.length;
                }
            }
            throw new AssertionError("no nonce in " + new String(answer, 0, length, ISO_8859_1));
        }
    }
}
