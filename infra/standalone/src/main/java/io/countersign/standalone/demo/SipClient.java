package io.countersign.standalone.demo;

import io.countersign.digest.DigestAlgorithm;
import io.countersign.digest.DigestChallenge;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A small user agent over UDP: sends one request at a time, again when no answer comes (RFC 3261 section 17.1.2), and
 * answers a challenge once. One thread uses it.
 */
public final class SipClient implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 65_535;
    /** RFC 3261 section 17.1.1.1. */
    private static final Duration T1 = Duration.ofMillis(500);

    private static final Duration T2 = Duration.ofSeconds(4);
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int EXPIRES_SECONDS = 300;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final InetSocketAddress server;
    private final Duration patience;
    private final DatagramSocket socket;

    /** A request and its answer. */
    public record Exchange(String request, SipResponse response) {}

    /** @param patience how long an answer may take, repeats included */
    public SipClient(InetSocketAddress server, Duration patience) throws IOException {
        this.server = server;
        this.patience = patience;
        this.socket = new DatagramSocket();
        this.socket.connect(server);
    }

    /**
     * Registers: sends REGISTER, and once more with credentials when that is challenged with the algorithm.
     *
     * @return one exchange, or two; the last tells how it ended
     */
    public List<Exchange> register(SipUser user, DigestAlgorithm algorithm) throws IOException {
        String callId = random() + "@countersign.demo";
        String fromTag = random();
        List<Exchange> exchanges = new ArrayList<>();
        exchanges.add(exchange(request(user, callId, fromTag, 1, Optional.empty())));
        SipResponse first = exchanges.getFirst().response();
        Optional<DigestChallenge> challenge = first.status() != UNAUTHORIZED
                ? Optional.empty()
                : first.challenges().stream()
                        .filter(offered -> offered.algorithm() == algorithm && offered.offersAuth())
                        .findFirst();
        if (challenge.isPresent()) {
            String authorization = user.authorization(challenge.get(), "REGISTER", "sip:" + user.domain(), random());
            exchanges.add(exchange(request(user, callId, fromTag, 2, Optional.of(authorization))));
        }
        return List.copyOf(exchanges);
    }

    @Override
    public void close() {
        socket.close();
    }

    private record Request(String branch, String text) {}

    private Request request(SipUser user, String callId, String fromTag, int sequence, Optional<String> authorization) {
        String here = host(socket.getLocalAddress()) + ":" + socket.getLocalPort();
        // The cookie is RFC 3261 section 8.1.1.7's.
        String branch = "z9hG4bK" + random();
        List<String> lines = new ArrayList<>(List.of(
                "REGISTER sip:" + user.domain() + " SIP/2.0",
                "Via: SIP/2.0/UDP " + here + ";rport;branch=" + branch,
                "Max-Forwards: 70",
                "From: <" + user.addressOfRecord() + ">;tag=" + fromTag,
                "To: <" + user.addressOfRecord() + ">",
                "Call-ID: " + callId,
                "CSeq: " + sequence + " REGISTER",
                "Contact: <sip:" + user.username() + "@" + here + ">",
                "Expires: " + EXPIRES_SECONDS,
                "User-Agent: countersign-demo"));
        authorization.ifPresent(value -> lines.add("Authorization: " + value));
        lines.add("Content-Length: 0");
        return new Request(branch, String.join("\r\n", lines) + "\r\n\r\n");
    }

    private Exchange exchange(Request request) throws IOException {
        byte[] bytes = request.text().getBytes(StandardCharsets.UTF_8);
        long deadline = System.nanoTime() + patience.toNanos();
        Duration interval = T1;
        while (System.nanoTime() - deadline < 0) {
            socket.send(new DatagramPacket(bytes, bytes.length));
            long resend = Math.min(deadline, System.nanoTime() + interval.toNanos());
            Optional<SipResponse> answer = receive(request.branch(), resend);
            if (answer.isPresent()) {
                return new Exchange(request.text(), answer.get());
            }
            interval = interval.multipliedBy(2).compareTo(T2) < 0 ? interval.multipliedBy(2) : T2;
        }
        throw new IOException("no SIP answer from " + server + " within " + patience.toSeconds() + " s");
    }

    /** The final answer to that very request; others that arrive are late ones. */
    private Optional<SipResponse> receive(String branch, long until) throws IOException {
        byte[] buffer = new byte[MAX_MESSAGE_BYTES];
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(left).toMillis()));
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            }
            String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            Optional<SipResponse> answer = SipResponse.parse(text)
                    .filter(response -> response.status() >= FIRST_FINAL_STATUS)
                    .filter(response -> response.branch().equals(Optional.of(branch)));
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private static String host(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    private static String random() {
        byte[] bytes = new byte[8];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
