package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.countersign.sip.message.ResponseWriter.ReplyPort;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** A packet's way through parser and writer leaves nothing for the garbage collector. Time is printed, not asserted. */
class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 20_000;
    private static final double MAX_BYTES_PER_MESSAGE = 8; // none at all, but for what the measurement itself takes

    private final SipParser parser = new SipParser();
    private final ResponseWriter out = new ResponseWriter();
    private final Source source = new Source(Transport.UDP, 0);
    private final InetSocketAddress remote = new InetSocketAddress("203.0.113.7", 40_000);
    private final InetSocketAddress local = new InetSocketAddress("192.0.2.1", 5060);
    private final byte[] tag = "0123456789abcdef".getBytes(US_ASCII);
    private int read;

    @Test
    void readingAndAnsweringAllocatesNothing() {
        byte[] request = RequestText.registerWithCredentials().bytes();
        byte[] received = new byte[64 * 1024];
        for (int i = 0; i < WARM_UP; i++) {
            serve(request, received);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();

        long bytesBefore = threads.getThreadAllocatedBytes(thread);
        long cpuBefore = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            serve(request, received);
        }
        long cpuNanos = threads.getCurrentThreadCpuTime() - cpuBefore;
        double bytes = (double) (threads.getThreadAllocatedBytes(thread) - bytesBefore) / ROUNDS;

        System.out.printf("parse and answer of a REGISTER of %d bytes: %d ns CPU, %.3f bytes allocated%n",
                request.length, cpuNanos / ROUNDS, bytes);
        assertThat(read).isEqualTo(WARM_UP + ROUNDS);
        assertThat(bytes).isLessThan(MAX_BYTES_PER_MESSAGE);
    }

    private void serve(byte[] request, byte[] received) {
        System.arraycopy(request, 0, received, 0, request.length);
        source.set(remote, local);
        SipMessage message = parser.parse(received, 0, request.length, Framing.DATAGRAM);
        CredentialsCursor credentials = message.credentials(HeaderName.AUTHORIZATION);
        ContactCursor contacts = message.contacts();
        if (message.isWellFormed() && credentials.next() && credentials.credentials().form() == DigestCredentials.Form.DIGEST
                && contacts.next() && message.to().uri().isUser(credentials.credentials().username())) {
            out.begin(message, source, StatusLine.OK, tag, ReplyPort.AS_VIA_ASKS);
            out.finish();
            read++;
        }
    }
}
