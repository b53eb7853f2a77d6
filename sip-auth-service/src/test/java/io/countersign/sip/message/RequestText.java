package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A request as text, for tests that change one thing about a good one. Latin-1: one character is one byte. */
public final class RequestText {
    private final List<String> headers = new ArrayList<>();
    private String startLine;
    private String body = "";

    private RequestText(String startLine) {
        this.startLine = startLine;
    }

    /** A REGISTER as phones send it, without credentials. */
    public static RequestText register() {
        return new RequestText("REGISTER sip:trunk-abc.sip.example.com SIP/2.0")
                .with("Via", "SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK776asdhds;rport")
                .with("Max-Forwards", "70")
                .with("From", "\"Alice\" <sip:alice@trunk-abc.sip.example.com>;tag=1928301774")
                .with("To", "<sip:alice@trunk-abc.sip.example.com>")
                .with("Call-ID", "a84b4c76e66710@pc33.example.com")
                .with("CSeq", "314159 REGISTER")
                .with("Contact", "<sip:alice@192.0.2.10:5062>;expires=600")
                .with("User-Agent", "Test/1.0")
                .with("Content-Length", "0");
    }

    /** The same with Digest credentials of RFC 8760's size. */
    public static RequestText registerWithCredentials() {
        return register().with("Authorization", "Digest username=\"alice\", realm=\"trunk-abc.sip.example.com\", "
                + "nonce=\"AQFnQ0Nm8Q2Yb1Q4dTFkM2Y0ZTVhNmI3YzhkOWUwZjFhMmIzYzRk\", uri=\"sip:trunk-abc.sip.example.com\", "
                + "response=\"5ccc069c403ebaf9f0171e9517f40e415ccc069c403ebaf9f0171e9517f40e41\", algorithm=SHA-256, "
                + "cnonce=\"0a4f113b\", qop=auth, nc=00000001");
    }

    public RequestText startLine(String line) {
        startLine = line;
        return this;
    }

    /** Adds a header at the end. */
    public RequestText with(String name, String value) {
        headers.add(name + ": " + value);
        return this;
    }

    /** Adds a line as it stands. */
    public RequestText withLine(String line) {
        headers.add(line);
        return this;
    }

    public RequestText without(String name) {
        headers.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"));
        return this;
    }

    public RequestText replacing(String name, String value) {
        int at = 0;
        while (!headers.get(at).startsWith(name + ":")) {
            at++;
        }
        headers.set(at, name + ": " + value);
        return this;
    }

    public RequestText body(String text) {
        body = text;
        return this;
    }

    @Override
    public String toString() {
        return startLine + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n" + body;
    }

    public byte[] bytes() {
        return toString().getBytes(ISO_8859_1);
    }

    /** Read as one datagram by a parser of its own. */
    SipMessage parsed() {
        return parse(bytes());
    }

    static SipMessage parse(byte[] bytes) {
        return new SipParser().parse(bytes, 0, bytes.length, Framing.DATAGRAM);
    }
}
