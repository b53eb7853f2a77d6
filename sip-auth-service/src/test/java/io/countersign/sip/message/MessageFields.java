package io.countersign.sip.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import gov.nist.javax.sip.header.ParametersHeader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.sip.SipFactory;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.MaxForwardsHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;

/** The fields that a judgement uses, as found by our parser and by JAIN-SIP's, under the names of {@link GeneratedRequest#fields}. */
final class MessageFields {
    private final Map<String, String> found = new LinkedHashMap<>();

    private MessageFields() {}

    /** What our parser finds. */
    static Map<String, String> ofOurs(byte[] bytes) {
        return ofOurs(new SipParser().parse(bytes.clone(), 0, bytes.length, Framing.DATAGRAM)).found;
    }

    /** The same with what is said for people: display names, User-Agent, and the headers that we don't know, X-Note and Subject. */
    static Map<String, String> withTexts(SipMessage message) {
        MessageFields fields = ofOurs(message);
        fields.put("from display", unquoted(message.from().displayName()));
        fields.put("to display", unquoted(message.to().displayName()));
        ContactCursor contacts = message.contacts();
        for (int i = 0; contacts.next(); i++) {
            fields.put("contact " + i + " display", unquoted(contacts.address().displayName()));
        }
        fields.put("user-agent", message.value(HeaderName.USER_AGENT));
        HeaderCursor others = message.headers(HeaderName.OTHER);
        for (String name : new String[] {"x-note", "subject"}) {
            fields.put(name, others.next() ? others.value() : null);
        }
        return fields.found;
    }

    private static String unquoted(Slice quoted) {
        return quoted.text().replaceFirst("^\"(.*)\"$", "$1");
    }

    private static MessageFields ofOurs(SipMessage message) {
        MessageFields fields = new MessageFields();
        fields.put("defect", message.isWellFormed() ? "" : message.defect());
        fields.put("method", message.methodName());
        fields.uri("request-uri", message.requestUri());
        fields.put("via host", message.topVia().host());
        fields.number("via port", message.topVia().port() == 0 ? -1 : message.topVia().port());
        fields.put("via branch", message.topVia().branch());
        fields.put("via rport", message.topVia().hasRport() ? "yes" : "");
        fields.uri("from", message.from().uri());
        fields.put("from tag", message.from().tag());
        fields.uri("to", message.to().uri());
        fields.put("to tag", message.to().tag());
        fields.put("call-id", message.callId());
        fields.put("cseq", message.cseq());
        fields.number("max-forwards", message.maxForwards());
        fields.number("expires", message.expiresSeconds());
        ContactCursor contacts = message.contacts();
        for (int i = 0; contacts.next(); i++) {
            fields.uri("contact " + i, contacts.address().uri());
            fields.number("contact " + i + " expires", contacts.expiresSeconds());
            fields.number("contact " + i + " q", contacts.qPerMille());
        }
        CredentialsCursor credentials = message.credentials(HeaderName.AUTHORIZATION);
        while (credentials.next()) {
            fields.credentials(credentials.credentials());
        }
        return fields;
    }

    /** What JAIN-SIP finds. */
    static Map<String, String> ofJain(byte[] bytes) throws Exception {
        Request request = jain(bytes);
        MessageFields fields = new MessageFields();
        fields.put("method", request.getMethod());
        fields.uri("request-uri", request.getRequestURI());
        fields.via((ViaHeader) request.getHeader(ViaHeader.NAME));
        FromHeader from = (FromHeader) request.getHeader(FromHeader.NAME);
        fields.uri("from", from.getAddress().getURI());
        fields.put("from tag", from.getTag());
        ToHeader to = (ToHeader) request.getHeader(ToHeader.NAME);
        fields.uri("to", to.getAddress().getURI());
        fields.put("to tag", to.getTag());
        fields.put("call-id", ((CallIdHeader) request.getHeader(CallIdHeader.NAME)).getCallId());
        fields.put("cseq", ((CSeqHeader) request.getHeader(CSeqHeader.NAME)).getSeqNumber());
        MaxForwardsHeader maxForwards = (MaxForwardsHeader) request.getHeader(MaxForwardsHeader.NAME);
        fields.number("max-forwards", maxForwards == null ? -1 : maxForwards.getMaxForwards());
        ExpiresHeader expires = request.getExpires();
        fields.number("expires", expires == null ? -1 : expires.getExpires());
        fields.contacts(request.getHeaders(ContactHeader.NAME));
        AuthorizationHeader authorization = (AuthorizationHeader) request.getHeader(AuthorizationHeader.NAME);
        if (authorization != null) {
            fields.credentials(authorization);
        }
        return fields.found;
    }

    /** The same request as JAIN-SIP writes it. */
    static byte[] rewrittenByJain(byte[] bytes) throws Exception {
        return jain(bytes).toString().getBytes(ISO_8859_1);
    }

    private static Request jain(byte[] bytes) throws Exception {
        return SipFactory.getInstance().createMessageFactory().createRequest(new String(bytes, ISO_8859_1));
    }

    private void via(ViaHeader via) {
        put("via host", via.getHost());
        number("via port", via.getPort());
        put("via branch", via.getBranch());
        put("via rport", ((ParametersHeader) via).hasParameter("rport") ? "yes" : "");
    }

    private void contacts(Iterator<?> contacts) {
        for (int i = 0; contacts.hasNext(); i++) {
            ContactHeader contact = (ContactHeader) contacts.next();
            uri("contact " + i, contact.getAddress().getURI());
            number("contact " + i + " expires", contact.getExpires());
            number("contact " + i + " q", Math.round(contact.getQValue() * ContactCursor.MAX_Q_PER_MILLE));
        }
    }

    private void credentials(DigestCredentials sent) {
        put("form", sent.form() == DigestCredentials.Form.DIGEST ? "" : sent.form());
        put("username", sent.username());
        put("realm", sent.realm());
        put("nonce", sent.nonce());
        put("digest uri", sent.uri());
        put("response", sent.response());
        put("cnonce", sent.cnonce());
        put("qop", sent.qop());
        put("nc", sent.nonceCountText());
        put("algorithm", sent.algorithm());
    }

    private void credentials(AuthorizationHeader sent) {
        put("form", sent.getScheme().equals("Digest") ? "" : sent.getScheme());
        put("username", sent.getUsername());
        put("realm", sent.getRealm());
        put("nonce", sent.getNonce());
        put("digest uri", sent.getURI());
        put("response", sent.getResponse());
        put("cnonce", sent.getCNonce());
        put("qop", sent.getQop());
        put("nc", String.format(Locale.ROOT, "%08x", sent.getNonceCount()));
        put("algorithm", sent.getAlgorithm());
    }

    private void uri(String name, SipUri uri) {
        put(name + " user", uri.user());
        put(name + " host", uri.host());
        number(name + " port", uri.port() == 0 ? -1 : uri.port());
    }

    private void uri(String name, URI uri) {
        SipURI sip = (SipURI) uri;
        put(name + " user", sip.getUser());
        put(name + " host", sip.getHost());
        number(name + " port", sip.getPort());
    }

    private void number(String name, long value) {
        put(name, value < 0 ? "" : value);
    }

    /** An absent field is not there. */
    private void put(String name, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (!text.isEmpty()) {
            found.put(name, text);
        }
    }
}
