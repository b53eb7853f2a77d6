package io.countersign.bench.sip;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.digest.DigestAuthorization;
import io.countersign.digest.DigestChallenge;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One user agent that registers again and again over UDP, one request at a time: with the nonce it has and a nonce count
 * that rises, or with the challenge of the last refusal. Owned by one thread.
 */
public final class SipProbe implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 1 << 16;

    private final DatagramSocket socket;
    private final String local;
    private final byte[] answer = new byte[MAX_BYTES];
    private SipAccount account;
    private Optional<DigestChallenge> challenge = Optional.empty();
    private int nonceCount;
    private long sequence;

    private SipProbe(DatagramSocket socket, SipAccount account) {
        this.socket = socket;
        this.account = account;
        this.local = socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    /** A user agent on a port of its own, for a server on this machine. */
    public static SipProbe open(InetSocketAddress server, SipAccount account) throws IOException {
        if (!server.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("target " + server + " (expected: a loopback address; load stays on this machine)");
        }
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(server.getAddress(), 0));
        socket.connect(server);
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        return new SipProbe(socket, account);
    }

    /** Another account from now on; the challenge at hand is kept when it is of the same realm. */
    public void use(SipAccount other) {
        if (!other.domain().equals(account.domain())) {
            challenge = Optional.empty();
        }
        account = other;
    }

    /** Asks for a challenge, so that the next attempt is one request only. */
    public void challenge() throws IOException {
        challenge = Optional.empty();
        int status = send("");
        if (status != 401 || challenge.isEmpty()) {
            throw new IllegalStateException("a REGISTER without credentials got " + status + " (expected: 401 with a challenge)");
        }
    }

    /** Whether a REGISTER with the password is accepted; anything but 200 and 401 is a fault. */
    public boolean registers() throws IOException {
        if (challenge.isEmpty()) {
            challenge();
        }
        int status = send(authorization(challenge.orElseThrow()));
        if (status != 200 && status != 401) {
            throw new IllegalStateException("a REGISTER got " + status + " (expected: 200 or 401)");
        }
        return status == 200;
    }

    @Override
    public void close() {
        socket.close();
    }

    private String authorization(DigestChallenge current) {
        nonceCount++;
        return "Authorization: "
                + new DigestAuthorization(current, account.username(), account.ha1(), nonceCount, "probe")
                        .value("REGISTER", "sip:" + account.domain())
                + "\r\n";
    }

    /** One request and its answer's status; a 401 brings the challenge for the next one. */
    private int send(String authorization) throws IOException {
        sequence++;
        String branch = RegisterTemplate.BRANCH + String.format(Locale.ROOT, "%0" + RegisterTemplate.TOKEN_CHARS + "x", sequence);
        String address = "sip:" + account.username() + "@" + account.domain();
        byte[] request = ("REGISTER sip:" + account.domain() + " SIP/2.0\r\nVia: SIP/2.0/UDP " + local + ";rport;branch=" + branch
                        + "\r\nMax-Forwards: 70\r\nFrom: <" + address + ">;tag=probe\r\nTo: <" + address + ">\r\nCall-ID: probe-" + local
                        + "\r\nCSeq: " + sequence + " REGISTER\r\n" + authorization + "Contact: <sip:" + account.username() + "@" + local
                        + ">;expires=300\r\nUser-Agent: countersign-bench\r\nContent-Length: 0\r\n\r\n")
                .getBytes(UTF_8);
        socket.send(new DatagramPacket(request, request.length));
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            DatagramPacket packet = new DatagramPacket(answer, answer.length);
            socket.receive(packet);
            if (Answer.token(answer, packet.getLength()) == sequence) {
                int status = Answer.status(answer, packet.getLength());
                if (status == 401) {
                    challenge = Answer.challenge(answer, packet.getLength(), account.ha1().algorithm());
                    nonceCount = 0;
                }
                return status;
            }
        }
        throw new SocketTimeoutException("no answer to REGISTER " + sequence + " within " + TIMEOUT);
    }
}
