package io.countersign.bench.sip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestChallenge;
import io.countersign.digest.DigestResponse;
import io.countersign.digest.Ha1;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    private static final SipAccount BOB =
            new SipAccount("bob", "trunk-a.example", Ha1.of(DigestAlgorithm.SHA_256, "bob", "trunk-a.example", "zanzibar"));
    private static final InetSocketAddress SOURCE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40000);

    @Test
    void the_challenge_with_the_wanted_algorithm_is_found() {
        String answer = answer("""
                WWW-Authenticate: Digest realm="trunk-a.example", nonce="a,b=c", algorithm=SHA-256, qop="auth"
                www-authenticate:Digest  algorithm=MD5,realm="trunk-a.example" , qop="auth,auth-int",opaque="o",nonce="n2"
                """);

        assertThat(find(answer, DigestAlgorithm.SHA_256))
                .contains(new DigestChallenge(
                        "trunk-a.example", "a,b=c", DigestAlgorithm.SHA_256, List.of("auth"), false, Optional.empty()));
        assertThat(find(answer, DigestAlgorithm.MD5))
                .contains(new DigestChallenge(
                        "trunk-a.example", "n2", DigestAlgorithm.MD5, List.of("auth", "auth-int"), false, Optional.of("o")));
        assertThat(find(answer, DigestAlgorithm.SHA_512_256)).isEmpty();
    }

    @Test
    void no_algorithm_means_md5() {
        String answer = answer("WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\n");

        assertThat(find(answer, DigestAlgorithm.MD5)).isPresent();
        assertThat(find(answer, DigestAlgorithm.SHA_256)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "WWW-Authenticate:\n", "WWW-Authenticate: Basic realm=\"r\"\n", "WWW-Authenticate: Digest\n",
        "WWW-Authenticate: Digest realm=\"r\", qop=\"auth\"\n", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\n",
        "WWW-Authenticate: Digest realm=\"r\", nonce=\"n, qop=\"auth\n", "WWW-Authenticate: Digest =,=,==\",\n"
    })
    void what_is_no_such_challenge_is_none(String headers) {
        assertThat(find(answer(headers), DigestAlgorithm.MD5)).isEmpty();
    }

    @Test
    void every_prefix_of_an_answer_is_read_without_failing() {
        byte[] answer = answer("WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\n").getBytes(US_ASCII);

        for (int length = 0; length <= answer.length; length++) {
            assertThat(Answer.status(answer, length)).isIn(Answer.NONE, 401);
            assertThat(Answer.token(answer, length)).isIn((long) Answer.NONE, 0x1234L);
            assertThat(Answer.challenge(answer, length, DigestAlgorithm.MD5)).isNotNull();
        }
        assertThat(Answer.status(answer, answer.length)).isEqualTo(401);
        assertThat(Answer.token(answer, answer.length)).isEqualTo(0x1234L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIP/2.0 4x1 No", "SIP/2.0 099 No", "SIP/2.0 700 No", "SIP/3.0 200 OK", "REGISTER sip:a SIP/2.0"})
    void what_is_no_status_line_is_no_answer(String line) {
        assertThat(Answer.status(line.getBytes(US_ASCII), line.length())).isEqualTo(Answer.NONE);
    }

    @Test
    void the_second_request_answers_the_challenge() {
        ByteBuffer out = ByteBuffer.allocate(RegisterTemplate.MAX_BYTES);

        DigestChallenge challenge = new DigestChallenge(
                "trunk-a.example", "n", DigestAlgorithm.SHA_256, List.of("auth"), false, Optional.of("o"));
        new RegisterTemplate(BOB, SOURCE).writeSecond(out, 0x1234, 0x5678, challenge);

        String clientNonce = "8000000000001234";
        String response = DigestResponse.withQopAuth(BOB.ha1(), "REGISTER", "sip:trunk-a.example", "n", "00000001", clientNonce);
        assertThat(text(out)).isEqualTo(String.join("\r\n",
                "REGISTER sip:trunk-a.example SIP/2.0",
                "Via: SIP/2.0/UDP 127.0.0.1:40000;rport;branch=z9hG4bKcsb0000000000001234",
                "Max-Forwards: 70",
                "From: <sip:bob@trunk-a.example>;tag=0000000000005678",
                "To: <sip:bob@trunk-a.example>",
                "Call-ID: 0000000000005678",
                "CSeq: 2 REGISTER",
                "Authorization: Digest username=\"bob\", realm=\"trunk-a.example\", nonce=\"n\", uri=\"sip:trunk-a.example\", response=\""
                        + response + "\", algorithm=SHA-256, cnonce=\"" + clientNonce + "\", qop=auth, nc=00000001, opaque=\"o\"",
                "Contact: <sip:bob@127.0.0.1:40000>;expires=300",
                "User-Agent: countersign-bench",
                "Content-Length: 0",
                "",
                ""));
    }

    @Test
    void the_first_request_has_no_credentials_and_its_answer_is_recognised() {
        ByteBuffer out = ByteBuffer.allocate(RegisterTemplate.MAX_BYTES);

        new RegisterTemplate(BOB, SOURCE).writeFirst(out, Long.MAX_VALUE, 1);

        String request = text(out);
        assertThat(request).contains("\r\nCSeq: 1 REGISTER\r\n").doesNotContain("Authorization");
        byte[] answer = request.replaceFirst("REGISTER.*\r\n", "SIP/2.0 200 OK\r\n").getBytes(US_ASCII);
        assertThat(Answer.token(answer, answer.length)).isEqualTo(Long.MAX_VALUE);
    }

    private static String answer(String headers) {
        return "SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP 127.0.0.1:1;rport=1;branch=z9hG4bKcsb0000000000001234;received=127.0.0.1\r\n"
                + headers.replace("\n", "\r\n") + "Content-Length: 0\r\n\r\n";
    }

    private static Optional<DigestChallenge> find(String answer, DigestAlgorithm algorithm) {
        return Answer.challenge(answer.getBytes(US_ASCII), answer.length(), algorithm);
    }

    private static String text(ByteBuffer out) {
        out.flip();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return new String(bytes, US_ASCII);
    }
}
