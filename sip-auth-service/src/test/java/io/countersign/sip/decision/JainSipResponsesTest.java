package io.countersign.sip.decision;

import static io.countersign.sip.decision.DecisionFixture.DOMAIN;
import static io.countersign.sip.decision.DecisionFixture.HOME;
import static io.countersign.sip.decision.DecisionFixture.PASSWORD;
import static io.countersign.sip.decision.DecisionFixture.USER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.header.ParametersHeader;
import gov.nist.javax.sip.message.SIPMessage;
import io.countersign.digest.DigestAlgorithm;
import io.countersign.sip.message.BuiltRequest;
import io.countersign.sip.message.GeneratedRequest;
import io.countersign.sip.message.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import javax.sip.SipFactory;
import javax.sip.header.AllowHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.ContentLengthHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.MinExpiresHeader;
import javax.sip.header.ProxyAuthenticateHeader;
import javax.sip.header.RetryAfterHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.UnsupportedHeader;
import javax.sip.header.ViaHeader;
import javax.sip.header.WWWAuthenticateHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Our answers, read by JAIN-SIP: well-formed, with what RFC 3261 section 8.2.6.2 wants of the request, and the right headers of their own. */
class JainSipResponsesTest {
    private static final String CONTACT = "Contact: <sip:alice@192.0.2.10:5062>;q=0.7";

    private final DecisionFixture decisions = new DecisionFixture();
    private final UserAgent userAgent = new UserAgent(DOMAIN, USER, PASSWORD);

    @Property(tries = 1_500)
    void anAnswerBelongsToItsRequest(@ForAll("requests") GeneratedRequest generated) throws Exception {
        Request request = SipFactory.getInstance().createMessageFactory().createRequest(new String(generated.bytes(), ISO_8859_1));
        String answer = decisions.ask(generated.bytes(), HOME, Transport.UDP);
        if (answer.isEmpty()) {
            return; // larger than its proportion allows
        }

        Response response = parse(answer);

        assertThat(((SIPMessage) response).getCallId()).isEqualTo(((SIPMessage) request).getCallId());
        assertThat(((SIPMessage) response).getCSeq()).isEqualTo(((SIPMessage) request).getCSeq());
        assertThat(((FromHeader) response.getHeader("From"))).isEqualTo(request.getHeader("From"));
        ToHeader to = (ToHeader) request.getHeader("To");
        ToHeader answered = (ToHeader) response.getHeader("To");
        assertThat(answered.getAddress()).isEqualTo(to.getAddress());
        assertThat(answered.getTag()).isEqualTo(to.getTag() == null ? answered.getTag() : to.getTag()).isNotEmpty();
        assertThat(vias(response)).hasSameSizeAs(vias(request));
        ViaHeader top = vias(response).getFirst();
        assertThat(top.getHost() + top.getPort() + top.getBranch()).isEqualTo(vias(request).getFirst().getHost() + vias(request).getFirst().getPort() + vias(request).getFirst().getBranch());
        // Blanks that the request has behind sent-by stand behind our parameters now, which SEMI allows (25.1); JAIN-SIP takes them for a part of the value.
        ParametersHeader params = (ParametersHeader) top;
        assertThat(params.getParameter("received").strip()).isEqualTo("192.0.2.10");
        assertThat(params.hasParameter("rport")).isEqualTo(generated.fields().containsKey("via rport"));
        if (params.hasParameter("rport")) {
            assertThat(params.getParameter("rport").strip()).isEqualTo("5062");
        }
        assertThat(((ContentLengthHeader) response.getHeader("Content-Length")).getContentLength()).isZero();
    }

    @Provide
    Arbitrary<GeneratedRequest> requests() {
        return Arbitraries.randomValue(GeneratedRequest::new);
    }

    /** What JAIN-SIP built, with a body and with names that are not ASCII. */
    @Property(tries = 1_500)
    void anAnswerBelongsToTheRequestThatJainSipBuilt(@ForAll("built") BuiltRequest built) throws Exception {
        Request request = SipFactory.getInstance().createMessageFactory().createRequest(new String(built.bytes(), UTF_8)); // JAIN-SIP takes its text for UTF-8

        String answer = decisions.ask(built.bytes(), HOME, Transport.UDP);

        assertThat(answer).isNotEmpty(); // each is long enough for its answer
        Response response = parse(new String(answer.getBytes(ISO_8859_1), UTF_8));
        assertThat(((SIPMessage) response).getCallId()).isEqualTo(((SIPMessage) request).getCallId());
        assertThat(((SIPMessage) response).getCSeq()).isEqualTo(((SIPMessage) request).getCSeq());
        FromHeader from = (FromHeader) response.getHeader("From");
        assertThat(from).isEqualTo(request.getHeader("From"));
        assertThat(from.getAddress().getDisplayName()).isEqualTo(((FromHeader) request.getHeader("From")).getAddress().getDisplayName());
        ToHeader to = (ToHeader) response.getHeader("To");
        assertThat(to.getAddress()).isEqualTo(((ToHeader) request.getHeader("To")).getAddress());
        assertThat(to.getAddress().getDisplayName()).isEqualTo(((ToHeader) request.getHeader("To")).getAddress().getDisplayName());
        assertThat(vias(response)).extracting(ViaHeader::getBranch).isEqualTo(vias(request).stream().map(ViaHeader::getBranch).toList());
        assertThat(((ContentLengthHeader) response.getHeader("Content-Length")).getContentLength()).isZero();
    }

    @Provide
    Arbitrary<BuiltRequest> built() {
        return Arbitraries.randomValue(BuiltRequest::new);
    }

    @Test
    void aChallengeToAnInviteIsAProxys() throws Exception {
        Response response = parse(decisions.ask(userAgent.invite()));

        assertThat(response.getStatusCode()).isEqualTo(407);
        assertThat(response.getHeader("WWW-Authenticate")).isNull();
        ProxyAuthenticateHeader challenge = (ProxyAuthenticateHeader) response.getHeader("Proxy-Authenticate");
        assertThat(challenge.getScheme()).isEqualTo("Digest");
        assertThat(challenge.getRealm()).isEqualTo(DOMAIN);
        assertThat(challenge.getQop()).isEqualTo("auth");
        assertThat(challenge.getNonce()).hasSize(52);
    }

    @Test
    void aChallengeHasItsParameters() throws Exception {
        Response response = parse(decisions.ask(userAgent.register(CONTACT)));

        assertThat(response.getStatusCode()).isEqualTo(401);
        List<String> algorithms = new ArrayList<>();
        ListIterator<?> challenges = response.getHeaders("WWW-Authenticate");
        while (challenges.hasNext()) {
            WWWAuthenticateHeader challenge = (WWWAuthenticateHeader) challenges.next();
            algorithms.add(challenge.getAlgorithm());
            assertThat(challenge.getScheme()).isEqualTo("Digest");
            assertThat(challenge.getRealm()).isEqualTo(DOMAIN);
            assertThat(challenge.getQop()).isEqualTo("auth");
            assertThat(challenge.getNonce()).hasSize(52);
            assertThat(challenge.isStale()).isFalse();
        }
        assertThat(algorithms).containsExactly("SHA-256", "MD5");
    }

    @Test
    void aStaleChallengeIsStale() throws Exception {
        String register = userAgent.register(CONTACT);
        String verified = userAgent.answer(register, decisions.ask(register), DigestAlgorithm.SHA_256);
        decisions.ask(verified);

        Response response = parse(decisions.ask(verified.replaceFirst("branch=[^;]*", "branch=z9hG4bKother")));

        assertThat(((WWWAuthenticateHeader) response.getHeader("WWW-Authenticate")).isStale()).isTrue();
    }

    @Test
    void anAcceptedRegisterListsItsContacts() throws Exception {
        String register = userAgent.register(CONTACT, "Contact: \"B\" <sip:b@192.0.2.11>;expires=60");

        Response response = parse(decisions.ask(userAgent.answer(register, decisions.ask(register), DigestAlgorithm.MD5)));

        assertThat(response.getStatusCode()).isEqualTo(200);
        List<String> contacts = new ArrayList<>();
        ListIterator<?> each = response.getHeaders("Contact");
        while (each.hasNext()) {
            ContactHeader contact = (ContactHeader) each.next();
            contacts.add(contact.getAddress().getURI() + " " + contact.getExpires());
        }
        assertThat(contacts).containsExactlyInAnyOrder("sip:alice@192.0.2.10:5062 300", "sip:b@192.0.2.11 60");
    }

    @Test
    void otherRefusalsHaveTheirHeaders() throws Exception {
        String brief = userAgent.register("Contact: <sip:a@b>;expires=5");
        String message = userAgent.request("MESSAGE", "sip:" + DOMAIN, "<sip:" + DOMAIN + ">");

        Response tooBrief = parse(decisions.ask(userAgent.answer(brief, decisions.ask(brief), DigestAlgorithm.MD5)));
        Response notServed = parse(decisions.ask(userAgent.answer(message, decisions.ask(message), DigestAlgorithm.MD5)));
        Response unsupported = parse(decisions.ask(userAgent.register("Require: gruu")));
        decisions.accounts.notReady();
        Response notReady = parse(decisions.ask(userAgent.register(CONTACT)));

        assertThat(tooBrief.getStatusCode()).isEqualTo(423);
        assertThat(((MinExpiresHeader) tooBrief.getHeader("Min-Expires")).getExpires()).isEqualTo(60);
        assertThat(notServed.getStatusCode()).isEqualTo(405);
        assertThat(((AllowHeader) notServed.getHeader("Allow")).getMethod()).isEqualTo("REGISTER");
        assertThat(((UnsupportedHeader) unsupported.getHeader("Unsupported")).getOptionTag()).isEqualTo("gruu");
        assertThat(((RetryAfterHeader) notReady.getHeader("Retry-After")).getRetryAfter()).isEqualTo(5);
    }

    private static Response parse(String answer) throws Exception {
        return SipFactory.getInstance().createMessageFactory().createResponse(answer);
    }

    private static List<ViaHeader> vias(Message message) {
        List<ViaHeader> vias = new ArrayList<>();
        ListIterator<?> each = message.getHeaders("Via");
        while (each.hasNext()) {
            vias.add((ViaHeader) each.next());
        }
        return vias;
    }
}
