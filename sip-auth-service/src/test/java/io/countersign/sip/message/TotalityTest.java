package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.message.ResponseWriter.ReplyPort;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** No input gets an exception out of the parser, and a good message is read as ever behind it. */
class TotalityTest {
    private static final byte[] TAG = "t".getBytes(US_ASCII);
    private static final int MUTATIONS = 20_000;
    /** What is likely to be taken for something else. */
    private static final byte[] ODD_BYTES = {0, '\r', '\n', ' ', '\t', ':', ';', ',', '"', '\\', '<', '>', '@', '%', '[', ']', '=', '*', '/', '?', (byte) 0xff};

    private final SipParser parser = new SipParser();
    private final ResponseWriter out = new ResponseWriter();
    private final Source source = new Source(Transport.UDP, 0);

    TotalityTest() {
        source.set(new InetSocketAddress("203.0.113.7", 40_000), new InetSocketAddress("192.0.2.1", 5060));
    }

    @Property(tries = 2_000)
    void anyBytesGiveAMessage(@ForAll byte[] bytes) {
        readAll(bytes, 0, bytes.length);
    }

    @Test
    void everyPrefixOfAGoodMessageGivesAMessage() {
        byte[] good = RequestText.registerWithCredentials().with("Require", "path").bytes();

        for (int length = 0; length < good.length; length++) {
            readAll(good.clone(), 0, length);
        }
    }

    @Test
    void everyMutationOfGoodAndTortureMessagesGivesAMessage() {
        List<byte[]> seeds = Stream.concat(Stream.of(RequestText.registerWithCredentials().with("Require", "path").bytes()),
                TortureMessages.files().stream().map(TortureMessages::read)).toList();
        Random random = new Random(20261122);

        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutate(seeds.get(random.nextInt(seeds.size())).clone(), random);
            readAll(mutated, 0, mutated.length);
        }

        byte[] good = RequestText.registerWithCredentials().bytes();
        assertThat(parser.parse(good, 0, good.length, Framing.DATAGRAM).defect()).isEqualTo(Defect.NONE);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = bytes;
        for (int n = 1 + random.nextInt(4); n > 0 && mutated.length > 1; n--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] = (byte) random.nextInt(256);
                case 1 -> mutated[at] = ODD_BYTES[random.nextInt(ODD_BYTES.length)];
                case 2 -> mutated = Arrays.copyOf(mutated, at);
                default -> {
                    int length = Math.min(random.nextInt(300), mutated.length - at);
                    mutated = Arrays.copyOf(mutated, mutated.length + length);
                    System.arraycopy(mutated, at, mutated, mutated.length - length, length);
                }
            }
        }
        return mutated;
    }

    @Test
    void nothingOutsideItsPartIsReadOrWritten() {
        byte[] good = RequestText.register().withLine("X: a\r\n b").bytes();
        byte[] within = new byte[good.length + 200];
        Arrays.fill(within, (byte) '\n');
        System.arraycopy(good, 0, within, 100, good.length);

        SipMessage message = parser.parse(within, 100, good.length, Framing.DATAGRAM);

        assertThat(message.defect()).isEqualTo(Defect.NONE);
        assertThat(message.requestUri().host().offset()).isGreaterThan(100);
        assertThat(Arrays.copyOf(within, 100)).containsOnly('\n');
        assertThat(Arrays.copyOfRange(within, 100 + good.length, within.length)).containsOnly('\n');
    }

    private void readAll(byte[] bytes, int offset, int length) {
        for (Framing framing : Framing.values()) {
            SipMessage message = parser.parse(bytes, offset, length, framing);
            MessageWalk.walk(message);
            if (message.isAnswerable()) {
                out.begin(message, source, message.defect().statusLine(), TAG, ReplyPort.AS_VIA_ASKS);
                out.finish();
                assertThat(out.isOverflowed()).isFalse();
            }
        }
    }
}
