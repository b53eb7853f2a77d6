package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.TableAccounts;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.challenge.NonceSettings;
import io.countersign.sip.lockout.AnswerBuckets;
import io.countersign.sip.lockout.AnswerSettings;
import io.countersign.sip.lockout.Lockout;
import io.countersign.sip.lockout.LockoutSettings;
import io.countersign.sip.lockout.Lockouts;
import io.countersign.sip.message.Framing;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipParser;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.StreamFramer;
import io.countersign.sip.message.Transport;
import io.countersign.sip.registrar.Incarnation;
import io.countersign.sip.registrar.Registrar;
import io.countersign.sip.transport.SipHandler;
import io.countersign.sip.transport.SipHandler.Disposition;
import io.countersign.sip.usage.CredentialUses;
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
    static final String MD5_FIRST_DOMAIN = "trunk-old." + BASE;
    static final String SHA_512_256_DOMAIN = "trunk-512." + BASE;
    static final String USER = "alice";
    /** Of another trunk than {@link #DOMAIN}. */
    static final String OTHER_TENANTS_USER = "carol";
    static final String PASSWORD = "correct horse battery";
    static final InetSocketAddress HOME = new InetSocketAddress("192.0.2.10", 5062);
    static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.100.7", 5062);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5060);
    static final String NOTHING = "";
    static final long CONNECTION = 7;
    private static final LockoutSettings LOCKOUT = new LockoutSettings(
            10, 20, Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1), address -> false);

    final Registrar registrar = new Registrar(new Incarnation("node-1", "1"));
    final TableAccounts accounts = new TableAccounts(registrar)
            .trunk(DOMAIN, DigestAlgorithm.SHA_256, DigestAlgorithm.MD5)
            .trunk(MD5_DOMAIN, DigestAlgorithm.MD5)
            .trunk(MD5_FIRST_DOMAIN, DigestAlgorithm.MD5, DigestAlgorithm.SHA_256)
            .trunk(SHA_512_256_DOMAIN, DigestAlgorithm.SHA_512_256, DigestAlgorithm.SHA_256)
            .user(DOMAIN, USER, PASSWORD)
            .user(SHA_512_256_DOMAIN, USER, PASSWORD)
            .user(MD5_FIRST_DOMAIN, OTHER_TENANTS_USER, PASSWORD)
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
    private final byte[] hashKey = new byte[KeyedHash.KEY_BYTES];
    final List<Lockout> lockouts = new ArrayList<>();
    final CredentialUses uses = new CredentialUses();
    private AnswerSettings answers = new AnswerSettings(100_000, address -> false);
    SourceTables sources = sourceTables();
    private final NonceSettings nonceSettings;
    private SipHandler decision;

    DecisionFixture() {
        this(NonceSettings.DEFAULT);
    }

    DecisionFixture(NonceSettings nonceSettings) {
        this.nonceSettings = nonceSettings;
        this.decision = incarnation(1);
    }

    /** With these answers a second to each source instead of very many. */
    DecisionFixture answering(int perSecond) {
        answers = new AnswerSettings(perSecond, address -> false);
        sources = sourceTables();
        decision = incarnation(1);
        return this;
    }

    private SourceTables sourceTables() {
        return new SourceTables(
                new Lockouts(LOCKOUT, hashKey, clock.second(), lockouts::add), new AnswerBuckets(answers, clock.millis()), uses);
    }

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

    /** Another node with the same keys; what is asked from now on, it is asked. Returns the one that was asked before. */
    SipHandler moveTo(int incarnation) {
        return moveTo(incarnation(incarnation));
    }

    SipHandler moveTo(SipHandler node) {
        SipHandler before = decision;
        decision = node;
        return before;
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
        return judge(request, from, source) == Disposition.ANSWER
                ? new String(out.array(), 0, out.length(), ISO_8859_1)
                : NOTHING;
    }

    /** What becomes of the connection. */
    Disposition judge(byte[] request, InetSocketAddress from, Source source) {
        source.set(from, HERE);
        System.arraycopy(request, 0, received, 0, request.length);
        out.clear();
        Framing framing = source.transport().isStream() ? Framing.STREAM : Framing.DATAGRAM;
        return decision.handle(parser.parse(received, 0, request.length, framing), source, out);
    }

    /** The answers to all that a connection carries, which arrives in these parts. */
    List<String> stream(InetSocketAddress from, byte[]... parts) {
        Source source = new Source(Transport.TCP, CONNECTION);
        source.set(from, HERE);
        List<String> answers = new ArrayList<>();
        StreamFramer framer = new StreamFramer();
        StreamFramer.Sink sink = new StreamFramer.Sink() {
            @Override
            public boolean message(SipMessage message) {
                out.clear();
                Disposition disposition = decision.handle(message, source, out);
                if (disposition == Disposition.ANSWER) {
                    answers.add(new String(out.array(), 0, out.length(), ISO_8859_1));
                }
                return true;
            }

            @Override
            public void keepAlive() {
                answers.add("\r\n");
            }
        };
        boolean open = true;
        for (int i = 0; i < parts.length && open; i++) {
            open = framer.feed(parts[i], 0, parts[i].length, parser, sink);
        }
        return answers;
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
        return factory(incarnation).newHandler();
    }

    /** For transports: what they share is new, accounts, registrar, counts and clock are the fixture's. */
    RequestDecisionFactory factory(int incarnation) {
        return new RequestDecisionFactory(
                        new DecisionSettings(BASE, Duration.ofMinutes(1)),
                        nonceSettings,
                        DecisionFixture::key,
                        incarnation,
                        accounts,
                        registrar,
                        sources,
                        hashKey,
                        () -> (context, reason) -> {
                            if (reason.isSampled()) {
                                failures.add(context.sample(reason));
                            }
                        },
                        counts,
                        clock);
    }

    private static byte[] key(String label, int bytes) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(label.getBytes(US_ASCII)), bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
