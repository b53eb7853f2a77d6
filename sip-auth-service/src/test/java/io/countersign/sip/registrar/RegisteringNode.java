package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.account.Account;
import io.countersign.sip.account.TableAccounts;
import io.countersign.sip.message.Framing;
import io.countersign.sip.message.RequestText;
import io.countersign.sip.message.ResponseWriter;
import io.countersign.sip.message.SipMessage;
import io.countersign.sip.message.SipParser;
import io.countersign.sip.message.Slice;
import io.countersign.sip.message.Source;
import io.countersign.sip.message.Transport;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;

/** A node's registrar with a table of its own, in which alice may log in. */
final class RegisteringNode {
    static final long NOW = 1_795_000_000L;
    static final String DOMAIN = "trunk-abc.sip.example.com";
    static final String CREDENTIAL = TableAccounts.credentialId("alice", "secret");
    static final InetSocketAddress PHONE = new InetSocketAddress("192.0.2.10", 5062);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 5060);

    final Incarnation incarnation;
    final Registrar registrar;
    private final TableAccounts accounts;
    private final Account alice;
    private int cseq = 1;

    RegisteringNode(String node, String incarnation) {
        this.incarnation = new Incarnation(node, incarnation);
        this.registrar = new Registrar(this.incarnation);
        this.accounts = new TableAccounts(registrar).trunk(DOMAIN, DigestAlgorithm.MD5).user(DOMAIN, "alice", "secret");
        this.alice = Objects.requireNonNull(accounts.newReader().account(slice(DOMAIN), slice("alice")));
    }

    Registration register(long at, String... contacts) {
        return register(at, PHONE, contacts);
    }

    Registration register(long at, InetSocketAddress from, String... contacts) {
        RequestText request = RequestText.register().without("Contact");
        List.of(contacts).forEach(contact -> request.with("Contact", contact));
        return register(at, from, request);
    }

    Registration register(long at, InetSocketAddress from, RequestText request) {
        byte[] bytes = request.replacing("CSeq", ++cseq + " REGISTER").bytes();
        SipMessage message = new SipParser().parse(bytes, 0, bytes.length, Framing.DATAGRAM);
        assertThat(message.isWellFormed()).isTrue();
        Source source = new Source(Transport.UDP, 0);
        source.set(from, HERE);
        return registrar.register(alice, message, source, at, new ResponseWriter());
    }

    /** The Contact headers of an answer. */
    List<String> contacts(long at) {
        ResponseWriter out = new ResponseWriter();
        registrar.writeContacts(alice, out, at);
        return new String(out.array(), 0, out.length(), ISO_8859_1).lines().map(line -> line.substring("Contact: ".length())).toList();
    }

    /** Looks after all bindings. */
    void expire(long at) {
        for (int i = 0; i < Registrar.PARTS; i++) {
            registrar.expire(at);
        }
    }

    void endCredential() {
        accounts.remove(DOMAIN, "alice");
    }

    private static Slice slice(String text) {
        return Slice.of(text.getBytes(ISO_8859_1));
    }
}
