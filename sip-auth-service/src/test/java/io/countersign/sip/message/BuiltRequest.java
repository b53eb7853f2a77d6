package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import gov.nist.javax.sip.message.SIPMessage;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.sip.InvalidArgumentException;
import javax.sip.PeerUnavailableException;
import javax.sip.SipFactory;
import javax.sip.address.Address;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;

/**
 * A request of fields made up at random ({@link #fields}), put together and written by JAIN-SIP's own factories: with a body, and with
 * display names, a User-Agent and an extension header that are not ASCII.
 */
public final class BuiltRequest extends RandomRequest {
    private static final String HEX = "0123456789abcdef";
    /** RFC 3261 section 25.1: UTF8-NONASCII of two, three and four bytes; none of them is a quote or a backslash. */
    private static final String TEXT = ALPHANUM + " .,;:<>@é€ßñЖ日本\u00a0";

    private static final List<String> EMOJI = List.of("", "📞");
    private static final List<String> METHODS = List.of(Request.REGISTER, Request.INVITE, Request.MESSAGE, Request.PUBLISH, Request.INFO, Request.NOTIFY, "FROBNICATE");

    private final AddressFactory addresses;
    private final HeaderFactory headers;
    private final byte[] body;
    private final byte[] bytes;

    /** Always the same for the same numbers. */
    public BuiltRequest(Random random) {
        super(random);
        this.body = (word(TEXT + "\r\n", 1, 300) + pick(EMOJI)).getBytes(UTF_8);
        try {
            this.addresses = SipFactory.getInstance().createAddressFactory();
            this.headers = SipFactory.getInstance().createHeaderFactory();
            this.bytes = ((SIPMessage) build()).encodeAsBytes("udp");
        } catch (PeerUnavailableException | ParseException | InvalidArgumentException e) {
            throw new IllegalStateException("JAIN-SIP doesn't build it", e);
        }
    }

    /** What a parser must find, by the names of {@link GeneratedRequest#fields}, and the texts that are not ASCII. */
    public Map<String, String> fields() {
        return fields;
    }

    /** What stands behind the headers, as long as Content-Length says. */
    public byte[] body() {
        return body.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    private Request build() throws PeerUnavailableException, ParseException, InvalidArgumentException {
        String method = note("method", pick(METHODS));
        Request request = SipFactory.getInstance().createMessageFactory().createRequest(
                uri("request-uri", true),
                method,
                headers.createCallIdHeader(note("call-id", word(ALPHANUM, 1, 20) + "@" + word(ALPHANUM, 1, 12))),
                headers.createCSeqHeader(Long.parseLong(note("cseq", random.nextInt(Integer.MAX_VALUE))), method),
                headers.createFromHeader(address("from", false), note("from tag", word(ALPHANUM, 1, 20))),
                headers.createToHeader(address("to", false), chance(2) ? note("to tag", word(ALPHANUM, 1, 20)) : null),
                List.of(via(), headers.createViaHeader(host(), 5060, "TCP", "z9hG4bKsecond")),
                headers.createMaxForwardsHeader(Integer.parseInt(note("max-forwards", random.nextInt(256)))),
                headers.createContentTypeHeader("application", "sdp"),
                body);
        request.addHeader(headers.createUserAgentHeader(List.of(note("user-agent", text()))));
        request.addHeader(headers.createHeader("X-Note", note("x-note", text())));
        request.addHeader(headers.createSubjectHeader(note("subject", text())));
        if (chance(2)) {
            request.addHeader(headers.createExpiresHeader(Integer.parseInt(note("expires", random.nextInt(Integer.MAX_VALUE)))));
        }
        int contacts = random.nextInt(4);
        for (int i = 0; i < contacts; i++) {
            request.addHeader(contact("contact " + i));
        }
        if (chance(2)) {
            request.addHeader(credentials());
        }
        return request;
    }

    private ViaHeader via() throws ParseException, InvalidArgumentException {
        String branch = "z9hG4bK" + word(ALPHANUM, 1, 20);
        int port = 1 + random.nextInt(65_535);
        ViaHeader via = headers.createViaHeader(note("via host", host()), port, pick(List.of("UDP", "TCP", "TLS")), note("via branch", branch));
        note("via port", port);
        if (chance(2)) {
            via.setRPort();
            note("via rport", "yes");
        }
        return via;
    }

    private ContactHeader contact(String name) throws ParseException, InvalidArgumentException {
        ContactHeader contact = headers.createContactHeader(address(name, true));
        if (chance(2)) {
            contact.setExpires(Integer.parseInt(note(name + " expires", random.nextInt(100_000))));
        }
        if (chance(2)) {
            contact.setQValue(Integer.parseInt(note(name + " q", 100 * (1 + random.nextInt(9)))) / 1_000f);
        }
        return contact;
    }

    /** RFC 3261 section 20.7. */
    private AuthorizationHeader credentials() throws ParseException {
        AuthorizationHeader credentials = headers.createAuthorizationHeader("Digest");
        credentials.setUsername(note("username", text() + "x"));
        credentials.setRealm(note("realm", word(ALPHANUM + ".-", 1, 20)));
        credentials.setNonce(note("nonce", word(ALPHANUM + "-_=", 1, 52)));
        SipURI uri = addresses.createSipURI(null, word("abcdefgh", 1, 10) + ".example");
        note("digest uri", uri);
        credentials.setURI(uri);
        credentials.setResponse(note("response", word(HEX, 32, 32)));
        credentials.setCNonce(note("cnonce", word(ALPHANUM, 1, 12)));
        credentials.setQop(note("qop", "auth"));
        int count = 1 + random.nextInt(Integer.MAX_VALUE - 1);
        note("nc", String.format(Locale.ROOT, "%08x", count));
        credentials.setNonceCount(count);
        if (chance(2)) {
            credentials.setAlgorithm(note("algorithm", pick(List.of("MD5", "SHA-256", "SHA-512-256"))));
        }
        return credentials;
    }

    private Address address(String name, boolean port) throws ParseException {
        SipURI uri = uri(name, port);
        return chance(4) ? addresses.createAddress(uri) : addresses.createAddress(note(name + " display", text()), uri);
    }

    private SipURI uri(String name, boolean port) throws ParseException {
        String user = chance(5) ? null : note(name + " user", word(ALPHANUM + "-_.!~*'()&=+$,;?/", 1, 10));
        SipURI uri = addresses.createSipURI(user, note(name + " host", host()));
        uri.setSecure(chance(5));
        if (port && chance(3)) {
            uri.setPort(Integer.parseInt(note(name + " port", 1 + random.nextInt(65_535))));
        }
        if (chance(3)) {
            uri.setTransportParam(pick(List.of("udp", "tcp")));
        }
        return uri;
    }

    @Override
    String hostname() {
        return word("abcdefghijklmnopqrstuvwxyz", 1, 8) + ".example";
    }

    /** Not blank at its ends, for there blanks are not part of a value (RFC 3261 section 7.3.1). */
    private String text() {
        return word(ALPHANUM + "éЖ日", 1, 1) + word(TEXT, 0, 12) + pick(EMOJI) + word(ALPHANUM + "é€", 1, 1);
    }
}
