package io.countersign.systemtests;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestAuthorization;
import io.countersign.digest.DigestChallenge;
import io.countersign.digest.Ha1;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A phone: registers one username at one trunk domain over UDP, TCP or TLS, as RFC 3261 section 10.2 and RFC 7616 say. */
public final class SipUser implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String CALLED = "100";
    private static final int FIRST_FINAL = 200;
    private static final int FIRST_REFUSAL = 300;

    private final SipConnection connection;
    private final String domain;
    private final String callId = UUID.randomUUID().toString();
    private int cseq;
    private boolean binds = true;

    private SipUser(SipConnection connection, String domain) {
        this.connection = connection;
        this.domain = domain;
    }

    public static SipUser overUdp(int port, String domain) {
        return new SipUser(SipConnection.udp(port), domain);
    }

    /** From that address of this machine, any of 127.0.0.0/8. */
    public static SipUser overUdp(InetAddress from, int port, String domain) {
        return new SipUser(SipConnection.udp(from, port), domain);
    }

    public static SipUser overTcp(int port, String domain) {
        return new SipUser(SipConnection.tcp(port), domain);
    }

    public static SipUser overTls(int port, Path certificate, String domain) {
        return new SipUser(SipConnection.tls(port, certificate), domain);
    }

    /** REGISTER, answering one challenge (and one more when it says {@code stale=true}) with that algorithm. */
    public Answer register(String username, String password, DigestAlgorithm algorithm) {
        binds = true;
        return authenticated("REGISTER", username, password, algorithm);
    }

    /** REGISTER without a Contact, which asks for the bindings and makes none (RFC 3261 section 10.2.3); else the same. */
    public Answer askForBindings(String username, String password, DigestAlgorithm algorithm) {
        binds = false;
        return authenticated("REGISTER", username, password, algorithm);
    }

    /** INVITE in the same way; the ACK of a refusal included. */
    public Answer invite(String username, String password, DigestAlgorithm algorithm) {
        binds = true;
        return authenticated("INVITE", username, password, algorithm);
    }

    /** One request, with or without credentials; its final answer, which is acknowledged when it refuses an INVITE. */
    public Answer send(String method, String username, Optional<String> authorization) {
        Request request = new Request(method, ++cseq, "z9hG4bK" + UUID.randomUUID().toString().substring(0, 8), username);
        String contact = binds
                ? "Contact: <sip:" + username + "@" + LOOPBACK + ":" + connection.localPort() + ">;expires=300\r\n"
                : "";
        connection.send(text(request, method, "<" + addressee(request) + ">", contact + authorization.orElse("")));
        Answer answer = answerTo(request);
        if (method.equals("INVITE") && answer.status() >= FIRST_REFUSAL) {
            // RFC 3261 section 17.1.1.3: the INVITE's branch, number and Request-URI; the answer's To with its tag.
            String to = answer.header("To").orElseThrow(() -> new AssertionError("no To in\n" + answer.text()));
            connection.send(text(request, "ACK", to, ""));
        }
        return answer;
    }

    private record Request(String method, int cseq, String branch, String username) {}

    private String text(Request request, String method, String to, String headers) {
        return method + " " + requestUri(request.method()) + " SIP/2.0\r\n"
                + "Via: SIP/2.0/" + connection.transport() + " " + LOOPBACK + ":" + connection.localPort()
                + ";rport;branch=" + request.branch() + "\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:" + request.username() + "@" + domain + ">;tag=" + callId.substring(0, 8) + "\r\n"
                + "To: " + to + "\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + request.cseq() + " " + method + "\r\n"
                + "User-Agent: system-tests\r\n"
                + headers
                + "Content-Length: 0\r\n\r\n";
    }

    private String requestUri(String method) {
        return method.equals("INVITE") ? "sip:" + CALLED + "@" + domain : "sip:" + domain;
    }

    private String addressee(Request request) {
        return request.method().equals("INVITE") ? requestUri("INVITE") : "sip:" + request.username() + "@" + domain;
    }

    /** The final answer to that very request (RFC 3261 section 17.1.3); late ones to earlier requests are passed over. */
    private Answer answerTo(Request request) {
        long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
        for (long left = ANSWER_WITHIN.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            Optional<String> message = connection.receive(Duration.ofNanos(left));
            if (message.isEmpty()) {
                break;
            }
            Answer answer = new Answer(message.get());
            if (answer.status() >= FIRST_FINAL && answer.answers(request.branch(), request.cseq() + " " + request.method())) {
                return answer;
            }
        }
        throw new NoSipAnswerException(request.method() + " to " + domain);
    }

    private Answer authenticated(String method, String username, String password, DigestAlgorithm algorithm) {
        Answer answer = send(method, username, Optional.empty());
        for (int attempt = 0; attempt < 2 && answer.isChallenge(); attempt++) {
            String header = answer.status() == 401 ? "Authorization: " : "Proxy-Authorization: ";
            String value = credentials(answer.challenge(algorithm), method, username, password);
            answer = send(method, username, Optional.of(header + value + "\r\n"));
            if (!answer.isChallenge() || !answer.challenge(algorithm).stale()) {
                break;
            }
        }
        return answer;
    }

    /** Each challenge is answered once, so each nonce is used for the first time. */
    private String credentials(DigestChallenge challenge, String method, String username, String password) {
        Ha1 ha1 = Ha1.of(challenge.algorithm(), username, challenge.realm(), password);
        String cnonce = UUID.randomUUID().toString().substring(0, 8);
        return new DigestAuthorization(challenge, username, ha1, 1, cnonce).value(method, requestUri(method));
    }

    @Override
    public void close() {
        connection.close();
    }

    /** A SIP response as text. */
    public record Answer(String text) {
        public int status() {
            return Integer.parseInt(text.substring("SIP/2.0 ".length(), "SIP/2.0 ".length() + 3));
        }

        public boolean isChallenge() {
            return status() == 401 || status() == 407;
        }

        /** Whether branch and CSeq are those of the request. */
        boolean answers(String branch, String cseq) {
            boolean sameBranch = header("Via").stream()
                    .flatMap(via -> Stream.of(via.split(";")))
                    .anyMatch(("branch=" + branch)::equals);
            return sameBranch && header("CSeq").equals(Optional.of(cseq));
        }

        public Optional<String> header(String name) {
            return headers(name).stream().map(line -> line.substring(name.length() + 1).strip()).findFirst();
        }

        public List<String> headers(String name) {
            return text.lines().filter(line -> line.startsWith(name + ":")).toList();
        }

        public DigestChallenge challenge(DigestAlgorithm algorithm) {
            return Stream.of("WWW-Authenticate", "Proxy-Authenticate")
                    .flatMap(name -> headers(name).stream().map(line -> line.substring(name.length() + 1)))
                    .flatMap(value -> DigestChallenge.parse(value).stream())
                    .filter(challenge -> challenge.algorithm() == algorithm)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no challenge for " + algorithm.token() + " in\n" + text));
        }
    }

    /** Nothing came back in time. */
    public static final class NoSipAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoSipAnswerException(String what) {
            super("no answer within " + ANSWER_WITHIN + " to " + what);
        }
    }
}
