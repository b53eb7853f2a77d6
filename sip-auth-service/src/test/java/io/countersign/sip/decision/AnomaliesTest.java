package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.message.Transport;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * PROTOS-style: a good REGISTER with one part at a time replaced by what breaks parsers, through the whole decision, as a datagram and
 * on a stream. Whatever comes, nothing is thrown, the heap stays flat, and a good request behind it is answered. Figures are printed.
 */
class AnomaliesTest {
    private static final int LEAST_CASES = 20_000;
    /** What a datagram over IPv4 can hold. */
    private static final int MAX_BYTES = 65_507;
    private static final long MAX_HEAP_GROWTH_BYTES = 8 << 20;
    private static final String OVERLONG = "a <\"\\;,9\0\u00ff%:@=([";
    private static final List<String> SHORT = List.of(
            "", " ", "\t", "%s%n%x%p%d", "%99999s", "%00", "%", "%4", "${jndi:ldap://a}", "' OR 1=1 --", "../../etc/passwd", "<script>",
            "\0", "a\0b", "\u0001", "\u007f", "\u001b[2J", "\u00c3(", "\u00f0(\u008c\u00bc", "\u00c0\u00af", "\u00ff\u00fe", "\u00ed\u00a0\u0080",
            "\r", "\n", "\r\n", "\r\n\r\n", "\r\n ", "\n ", "-1", "0", "00000000", "65536", "4294967295", "4294967296", "18446744073709551616",
            "1e9", "0x10", "1.5", "+1", "*", "<>", "<<>>", ":", "=", ";", ";;", ",", ",,", "\"", "\"\"", "\"\\\"", "@", "sip:", "sip:@", "sips:::",
            "[", "[]", "[::1", "[:::::]", "()", "(((", "SIP/2.0", "SIP/2.0/", "SIP/2.0/UDP", "z9hG4bK", "Digest", "Digest ", "Basic", "Digest a=\"");
    private static final List<String> OTHER_HEADERS = List.of(
            "Accept", "Alert-Info", "Allow", "Call-Info", "Content-Encoding", "Content-Type", "Date", "Error-Info", "Event", "Expires", "From",
            "In-Reply-To", "Min-Expires", "Organization", "P-Asserted-Identity", "Path", "Priority", "Proxy-Authorization", "Proxy-Require",
            "Record-Route", "Refer-To", "Replaces", "Reply-To", "Require", "Retry-After", "Route", "Subject", "Supported", "Timestamp", "Warning", "X-Y");

    private final DecisionFixture decisions = new DecisionFixture();
    private final UserAgent userAgent = new UserAgent(DOMAIN, USER, PASSWORD);
    private final List<String> uncaught = new ArrayList<>();
    private int cases;
    private int answered;

    @Test
    void noAnomalyBreaksAnything() {
        String good = verified();
        for (String anomaly : List.of("warm", "up", "\0", "a".repeat(1 << 16))) {
            tryEverywhere(good, anomaly);
        }
        long heapBefore = heapBytes();

        anomalies().forEach(anomaly -> tryEverywhere(good, anomaly));
        everyPrefixOfTheCredentials(good);

        long growth = heapBytes() - heapBefore;
        System.out.printf("anomalies: %d cases, %d uncaught, %d of %d good requests behind them answered, heap %+d KiB%n",
                cases, uncaught.size(), answered, cases, growth >> 10);
        assertThat(uncaught).isEmpty();
        assertThat(cases).isGreaterThanOrEqualTo(LEAST_CASES);
        assertThat(answered).isEqualTo(cases);
        assertThat(growth).isLessThan(MAX_HEAP_GROWTH_BYTES);
        assertThat(decisions.ask(verified())).startsWith("SIP/2.0 200 OK\r\n");
    }

    /** A REGISTER with the right answer to a live challenge. */
    private String verified() {
        String register = userAgent.register("Contact: <sip:alice@192.0.2.10:5062>;expires=300;q=0.5");
        return userAgent.answer(register, decisions.ask(register), DigestAlgorithm.SHA_256);
    }

    private static Stream<String> anomalies() {
        Stream.Builder<String> overlong = Stream.builder();
        for (int size = 1 << 8; size <= 1 << 16; size <<= 1) {
            for (int i = 0; i < OVERLONG.length(); i++) {
                overlong.add(OVERLONG.substring(i, i + 1).repeat(size));
            }
        }
        return Stream.concat(overlong.build(), SHORT.stream());
    }

    private void tryEverywhere(String good, String anomaly) {
        List<String> lines = List.of(good.split("\r\n"));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int colon = line.indexOf(i == 0 ? ' ' : ':') + 1;
            tryLine(lines, i, line.substring(0, colon) + anomaly);
            tryLine(lines, i, line + anomaly);
            tryLine(lines, i, line.substring(0, colon) + anomaly + line.substring(colon));
            tryLine(lines, i, anomaly + line.substring(colon));
            tryLine(lines, i, line + "\r\n" + line.substring(0, colon) + anomaly); // repeated
            for (int at = line.indexOf('=', colon); at > 0; at = line.indexOf('=', at + 1)) {
                tryLine(lines, i, line.substring(0, at + 1) + anomaly + line.substring(at + 1)); // within a parameter
            }
        }
        if (anomaly.length() <= 1 << 12) {
            for (String name : OTHER_HEADERS) {
                tryLine(lines, lines.size() - 1, lines.getLast() + "\r\n" + name + ": " + anomaly);
            }
        }
    }

    private void tryLine(List<String> lines, int index, String line) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(index, line);
        tryOnce(String.join("\r\n", changed) + "\r\n\r\n");
    }

    private void everyPrefixOfTheCredentials(String good) {
        int from = good.indexOf("Authorization: ");
        int to = good.indexOf("\r\n", from);
        for (int end = from; end < to; end++) {
            tryOnce(good.substring(0, end) + good.substring(to));
            tryOnce(good.substring(0, end) + "\r\n\r\n");
            tryOnce(good.substring(0, end));
        }
    }

    /** As a datagram and on a stream, each with a good request behind it. */
    private void tryOnce(String request) {
        byte[] bytes = request.substring(0, Math.min(request.length(), MAX_BYTES)).getBytes(ISO_8859_1);
        guarded(request, () -> decisions.ask(bytes, HOME, Transport.UDP));
        guarded(request, () -> decisions.stream(HOME, bytes));
        decisions.failures.clear();
        if (cases % 1_000 == 0) {
            decisions.pass(Duration.ofSeconds(1));
        }
    }

    private void guarded(String request, Runnable attempt) {
        cases++;
        try {
            attempt.run();
        } catch (RuntimeException | AssertionError e) {
            uncaught.add(e + " for " + request.substring(0, Math.min(request.length(), 2_000)));
        }
        answered += decisions.ask(userAgent.register()).startsWith("SIP/2.0 401 ") ? 1 : 0;
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
