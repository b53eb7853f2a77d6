package io.countersign.sip.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestResponse;
import io.countersign.digest.Ha1;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client as strict as a test needs it: writes requests, reads challenges, answers them. */
public final class UserAgent {
    private final String domain;
    private final String username;
    private final String password;
    private int cseq;
    private int branch;

    public UserAgent(String domain, String username, String password) {
        this.domain = domain;
        this.username = username;
        this.password = password;
    }

    String domain() {
        return domain;
    }

    public String register(String... moreHeaders) {
        return request("REGISTER", "sip:" + domain, "<sip:" + username + "@" + domain + ">", moreHeaders);
    }

    public String invite() {
        return request("INVITE", "sip:+15550100@" + domain, "<sip:+15550100@" + domain + ">");
    }

    public String request(String method, String uri, String to, String... moreHeaders) {
        cseq++;
        branch++;
        StringBuilder text = new StringBuilder(method + " " + uri + " SIP/2.0\r\n"
                + "Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK" + branch + username.hashCode() + ";rport\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:" + username + "@" + domain + ">;tag=1928301774\r\n"
                + "To: " + to + "\r\n"
                + "Call-ID: a84b4c76e66710@pc33.example.com\r\n"
                + "CSeq: " + cseq + " " + method + "\r\n"
                + "User-Agent: Test/1.0\r\n");
        Arrays.stream(moreHeaders).forEach(header -> text.append(header).append("\r\n"));
        return text + "Content-Length: 0\r\n\r\n";
    }

    /** The same request once more, with an answer to the challenge for that algorithm; a new branch and CSeq. */
    public String answer(String request, String challenge, DigestAlgorithm algorithm) {
        return answer(request, nonce(challenge), algorithm, 1);
    }

    public String answer(String request, String nonce, DigestAlgorithm algorithm, int nonceCount) {
        return withCredentials(request, credentials(method(request), nonce, algorithm, String.format(Locale.ROOT, "%08x", nonceCount)));
    }

    /** The same request with these credentials, a new branch and CSeq. */
    public String withCredentials(String request, String credentials) {
        cseq++;
        branch++;
        String header = method(request).equals("REGISTER") ? "Authorization: " : "Proxy-Authorization: ";
        return request.replaceFirst("CSeq: \\d+", "CSeq: " + cseq)
                .replaceFirst("branch=[^;]*", "branch=z9hG4bK" + branch + username.hashCode())
                .replaceFirst("User-Agent", Matcher.quoteReplacement(header + credentials + "\r\nUser-Agent"));
    }

    public String credentials(String method, String nonce, DigestAlgorithm algorithm, String nonceCount) {
        String uri = "sip:" + domain;
        Ha1 ha1 = Ha1.of(algorithm, username, domain, password);
        String response = DigestResponse.withQopAuth(ha1, method, uri, nonce, nonceCount, "0a4f113b");
        return "Digest username=\"" + username + "\", realm=\"" + domain + "\", nonce=\"" + nonce + "\", uri=\"" + uri
                + "\", response=\"" + response + "\", algorithm=" + algorithm.token() + ", cnonce=\"0a4f113b\", qop=auth, nc="
                + nonceCount;
    }

    public static String nonce(String challenge) {
        return parameters(challenge, "nonce=\"([^\"]*)\"").getFirst();
    }

    public static List<String> algorithms(String challenge) {
        return parameters(challenge, "algorithm=([A-Z0-9-]*)");
    }

    public static int status(String answer) {
        assertThat(answer).startsWith("SIP/2.0 ");
        return Integer.parseInt(answer.substring(8, 11));
    }

    private static String method(String request) {
        return request.substring(0, request.indexOf(' '));
    }

    private static List<String> parameters(String challenge, String pattern) {
        List<String> found = Pattern.compile(pattern).matcher(challenge).results().map(match -> match.group(1)).toList();
        assertThat(found).as(challenge).isNotEmpty();
        return found;
    }
}
