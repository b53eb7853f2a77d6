package io.countersign.sip.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.kafka.KafkaSettings;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.decision.FailingRequests;
import io.countersign.sip.decision.FailureReason;
import io.countersign.sip.decision.RequestContext;
import io.countersign.sip.decision.SteadyClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CountsPublisherTest {
    private static final int SPOOFED = 1_000_000;
    private static final int PER_SECOND = 20_000;
    private static final InetSocketAddress HOME = new InetSocketAddress("192.0.2.10", 5062);
    private static final long MAX_GROWTH_BYTES = 32L << 20;

    /** Spoofed names, 20,000 a second for 50 seconds, while the broker says nothing. */
    @Test
    void aMillionSpoofedNamesWhileKafkaIsSilentTakeNoMoreThanTheirRoom() throws IOException {
        AtomicLong elapsedNanos = new AtomicLong();
        SteadyClock clock = new SteadyClock(() -> Instant.ofEpochSecond(1_795_000_000L), elapsedNanos::get);
        FailingRequests requests = new FailingRequests(clock);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            KafkaSettings kafka = new KafkaSettings("127.0.0.1:" + silent.getLocalPort(), 4, (short) 1);
            CountsPublisher counts = CountsPublisher.start(kafka, "node", "0badcafe", new byte[KeyedHash.KEY_BYTES], clock);
            FailureCounter counter = counts.newCounter();
            RequestContext first = requests.register(FailingRequests.DOMAIN, "spoofed-0000000", HOME);
            counter.count(first, FailureReason.UNKNOWN_USER);
            long before = usedBytes();
            SpoofedNames names = new SpoofedNames();
            int mostNames = 0;
            for (int i = 1; i < SPOOFED; i++) {
                counter.count(requests.request(names.next(), names.length(), HOME), FailureReason.UNKNOWN_USER);
                if (i % PER_SECOND == 0) {
                    elapsedNanos.addAndGet(Duration.ofSeconds(1).toNanos());
                    mostNames = Math.max(mostNames, counts.names());
                }
            }
            elapsedNanos.addAndGet(Duration.ofMinutes(2).toNanos());
            await().atMost(Duration.ofSeconds(10)).until(() -> counts.names() == 0 && counts.status().collapsed() > 0);
            long grown = usedBytes() - before;

            System.out.printf("%d spoofed names while Kafka is silent: at most %d in the worker's table, %d wait in %d spans, heap grown by %d kB%n",
                    SPOOFED, mostNames, counts.status().names(), counts.status().spans(), grown >> 10);
            assertThat(counts.counted()).isEqualTo(SPOOFED);
            assertThat(mostNames).isLessThanOrEqualTo(FailureCounter.MOST_SECONDS * (NameCounts.MOST_NAMES + 1));
            assertThat(counts.status().names()).isLessThanOrEqualTo(WaitingCounts.MOST_NAMES);
            assertThat(counts.sent()).isZero();
            assertThat(grown).isLessThan(MAX_GROWTH_BYTES);
            counts.close();
        }
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** One request whose username counts up. */
    private static final class SpoofedNames {
        private final byte[] request = ("REGISTER sip:" + FailingRequests.DOMAIN + " SIP/2.0\r\n"
                        + "Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n"
                        + "From: <sip:x@" + FailingRequests.DOMAIN + ">;tag=1\r\nTo: <sip:x@" + FailingRequests.DOMAIN + ">\r\n"
                        + "Call-ID: a\r\nCSeq: 1 REGISTER\r\nAuthorization: Digest username=\"spoofed-0000000\", realm=\""
                        + FailingRequests.DOMAIN + "\", nonce=\"n\", uri=\"sip:x\", response=\"00000000000000000000000000000000\"\r\n"
                        + "Content-Length: 0\r\n\r\n")
                .getBytes(US_ASCII);
        private final int lastDigit = new String(request, US_ASCII).indexOf("spoofed-") + "spoofed-0000000".length() - 1;

        byte[] next() {
            int digit = lastDigit;
            while (request[digit] == '9') {
                request[digit--] = '0';
            }
            request[digit]++;
            return request;
        }

        int length() {
            return request.length;
        }
    }
}
