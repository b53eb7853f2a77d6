package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.TableAccounts;
import io.countersign.sip.challenge.NonceSettings;
import io.countersign.sip.message.Framing;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipParser;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import io.countersign.sip.registrar.Registrar;
import io.countersign.sip.transport.SipHandler;
import io.countersign.sip.transport.SipHandler.Disposition;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A decision with all its real parts but Kafka and sockets, and a clock that is moved by hand. */
final class DecisionFixture {
    static final String BASE = "sip.example.com";
    static final String DOMAIN = "trunk-abc." + BASE;
    static final String MD5_DOMAIN = "trunk-md5." + BASE;
    static final String USER = "alice";
    static final String PASSWORD = "correct horse battery";
    static final InetSocketAddress HOME = new InetSocketAddress("192.0.2.10", 5062);
    static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.100.7", 5062);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5060);
    static final String NOTHING = "";
    static final long CONNECTION = 7;

    final Registrar registrar = new Registrar();
    final TableAccounts accounts = new TableAccounts(registrar)
            .trunk(DOMAIN, DigestAlgorithm.SHA_256, DigestAlgorithm.MD5)
            .trunk(MD5_DOMAIN, DigestAlgorithm.MD5)
            .user(DOMAIN, USER, PASSWORD)
            .user(MD5_DOMAIN, USER, PASSWORD);
    final OutcomeCounts counts = new OutcomeCounts();
    final List<FailureSample> failures = new ArrayList<>();
    private final SipParser parser = new SipParser();
    private final Source home = new Source(Transport.UDP, 0);
    private final byte[] received = new byte[64 * 1024];
    private final ResponseWriter out = new ResponseWriter();
    private Instant wall = Instant.parse("2026-11-22T12:00:00Z");
    private long elapsedNanos = Long.MAX_VALUE - 1_000; // may overflow
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> elapsedNanos);
    private SipHandler decision = incarnation(1);

    void pass(Duration time) {
        wall = wall.plus(time);
        elapsedNanos += time.toNanos();
    }

    /** Somebody sets the machine's clock; no time passes. */
    void setWallClock(Duration forward) {
        wall = wall.plus(forward);
    }

    Instant wallTime() {
        return wall;
    }

    /** As after a restart: another incarnation, empty tables. */
    void restart() {
        decision = incarnation(2);
    }

    /** Who sends it from home by UDP gets this back; {@link #NOTHING} when it is silence. */
    String ask(String request) {
        return ask(request.getBytes(ISO_8859_1), HOME, Transport.UDP);
    }

    String ask(String request, InetSocketAddress from) {
        return ask(request.getBytes(ISO_8859_1), from, Transport.UDP);
    }

    String ask(byte[] request, InetSocketAddress from, Transport transport) {
        return ask(request, from, new Source(transport, transport.isStream() ? CONNECTION : 0));
    }

    String ask(byte[] request, InetSocketAddress from, Source source) {
        source.set(from, HERE);
        System.arraycopy(request, 0, received, 0, request.length);
        out.clear();
        Framing framing = source.transport().isStream() ? Framing.STREAM : Framing.DATAGRAM;
        Disposition disposition = decision.handle(parser.parse(received, 0, request.length, framing), source, out);
        return disposition == Disposition.ANSWER ? new String(out.array(), 0, out.length(), ISO_8859_1) : NOTHING;
    }

    void close(long connectionId) {
        decision.connectionClosed(connectionId);
    }

    /** As {@link #ask}, without an object made: the length of the answer, which is in {@link #answer}. */
    int handle(byte[] request) {
        home.set(HOME, HERE);
        System.arraycopy(request, 0, received, 0, request.length);
        out.clear();
        decision.handle(parser.parse(received, 0, request.length, Framing.DATAGRAM), home, out);
        return out.length();
    }

    byte[] answer() {
        return out.array();
    }

    private SipHandler incarnation(int incarnation) {
        return new RequestDecisionFactory(
                        new DecisionSettings(BASE, Duration.ofMinutes(1)),
                        NonceSettings.DEFAULT,
                        DecisionFixture::key,
                        incarnation,
                        accounts,
                        registrar,
                        () -> (context, reason) -> failures.add(context.sample(reason)),
                        counts,
                        clock)
                .newHandler();
    }

    private static byte[] key(String label, int bytes) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(label.getBytes(US_ASCII)), bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
