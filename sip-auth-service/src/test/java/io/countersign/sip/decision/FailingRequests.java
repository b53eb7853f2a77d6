package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.AccountLookup;
import io.countersign.sip.account.TableAccounts;
import io.countersign.sip.challenge.KeyedHash;
import io.countersign.sip.lockout.SourceKey;
import io.countersign.sip.message.Framing;
import io.countersign.sip.message.SipParser;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import io.countersign.sip.registrar.Incarnation;
import io.countersign.sip.registrar.Registrar;
import java.net.InetSocketAddress;

/** Requests as the decision has them before it when it refuses them. One at a time, as a worker has them. */
public final class FailingRequests {
    public static final String BASE = "sip.example.com";
    /** The domain of {@link #TRUNK}. */
    public static final String DOMAIN = "trunk-abc." + BASE;

    public static final String TRUNK = "trunk_abc";

    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5060);

    private final SipParser parser = new SipParser();
    private final Source source = new Source(Transport.UDP, 0);
    private final AccountLookup accounts = new TableAccounts(new Registrar(new Incarnation("node-1", "a"))).trunk(DOMAIN, DigestAlgorithm.SHA_256).newReader();
    private final RequestContext context;

    public FailingRequests(SteadyClock clock) {
        context = new RequestContext(BASE, clock, new SourceKey(new byte[KeyedHash.KEY_BYTES]));
    }

    /** A REGISTER with credentials of that username, whatever they are worth. */
    public RequestContext register(String domain, String username, InetSocketAddress from) {
        String text = "REGISTER sip:" + domain + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK1;rport\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:x@" + domain + ">;tag=1\r\n"
                + "To: <sip:x@" + domain + ">\r\n"
                + "Call-ID: a\r\n"
                + "CSeq: 1 REGISTER\r\n"
                + "Authorization: Digest username=\"" + username + "\", realm=\"" + domain + "\", nonce=\"n\", uri=\"sip:" + domain
                + "\", response=\"00000000000000000000000000000000\"\r\n"
                + "Content-Length: 0\r\n\r\n";
        byte[] bytes = text.getBytes(ISO_8859_1);
        return request(bytes, bytes.length, from);
    }

    /** The request in these bytes. */
    public RequestContext request(byte[] bytes, int length, InetSocketAddress from) {
        source.set(from, HERE);
        context.begin(parser.parse(bytes, 0, length, Framing.DATAGRAM), source);
        context.nameTrunk();
        context.findPolicy(accounts);
        context.selectCredentials();
        return context;
    }
}
