package io.countersign.sip.decision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sip.message.TortureMessages;
import io.countersign.sip.message.TortureMessages.Expected;
import io.countersign.sip.transport.SipListeners;
import io.countersign.sip.transport.StreamLimits;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * RFC 4475 and RFC 5118 by real sockets: each message gets what EXPECTED.tsv says, and a ping behind each is answered, so
 * nothing crashed and nothing hangs. Figures are printed.
 */
@SuppressWarnings("NullAway.Init") // open() runs before every test
class TortureAnswersTest {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_DATAGRAM_BYTES = 65_535;
    private static final int DEFAULT_PORT = 5060;
    private static final Pattern SENT_BY_PORT = Pattern.compile("(?im)^(?:via|v)\\s*:\\s*SIP\\S*\\s+[^;:\\s\\[]*(?:\\[[^\\]]*])?:(\\d+)");
    private static final Pattern STATUS = Pattern.compile("(?m)^SIP/2\\.0 (\\d{3}) ");
    private static final String PING_ID = "ping@127.77.0.1";

    private final DecisionFixture decisions = new DecisionFixture();
    private SipListeners listeners;

    @BeforeEach
    void open() throws IOException {
        listeners = SipListeners.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty(), 1, decisions.factory(1), StreamLimits.DEFAULT, address -> false);
    }

    @AfterEach
    void close() throws IOException {
        listeners.close();
    }

    @Test
    void everyMessageOverUdpGetsItsAnswer() throws IOException {
        List<Expected> messages = TortureMessages.expected().toList();
        int wellFormed = 0;
        for (Expected message : messages) {
            List<Integer> statuses = overUdp(TortureMessages.read(message.file()));

            assertThat(statuses).as("%s", message).isEqualTo(message.udp() == 0 ? List.of() : List.of(message.udp()));
            wellFormed += message.isValidRequest() && TortureMessages.isWellFormed(message.udp()) ? 1 : 0;
        }

        report("UDP", wellFormed, messages.size(), listeners.udpCounters().handlerFaults());
    }

    @Test
    void everyMessageOverTcpGetsItsAnswer() throws IOException {
        List<Expected> messages = TortureMessages.expected().toList();
        int wellFormed = 0;
        for (Expected message : messages) {
            String received = overTcp(TortureMessages.read(message.file()));

            List<Integer> statuses = new ArrayList<>(STATUS.matcher(received).results().map(found -> Integer.valueOf(found.group(1))).toList());
            assertThat(pinged(received)).as("%s: the ping behind it is answered", message).isEqualTo(message.staysOpen());
            if (message.staysOpen()) {
                statuses.removeLast();
            }
            assertThat(statuses).as("%s", message).isEqualTo(message.tcp());
            wellFormed += message.isValidRequest() && message.tcp().stream().allMatch(TortureMessages::isWellFormed) ? 1 : 0;
        }

        report("TCP", wellFormed, messages.size(), listeners.tcpCounters().handlerFaults());
    }

    private static void report(String transport, int wellFormed, int messages, long faults) {
        long valid = TortureMessages.expected().filter(Expected::isValidRequest).count();
        System.out.printf(
                "torture: %d/%d valid requests of RFC 4475 3.1.1 answered as well-formed over %s; %d messages of RFC 4475 and 5118 as expected, %d crashes, 0 hangs%n",
                wellFormed, valid, transport, messages, faults);
        assertThat(valid).isEqualTo(11);
        assertThat(wellFormed).isEqualTo(11);
        assertThat(messages).isEqualTo(61);
        assertThat(faults).isZero();
    }

    /** What comes back before the answer to a ping behind it: one worker serves one datagram after the other. */
    private List<Integer> overUdp(byte[] message) throws IOException {
        Matcher via = SENT_BY_PORT.matcher(new String(message, ISO_8859_1));
        int port = via.find() ? Integer.parseInt(via.group(1)) : DEFAULT_PORT; // an answer without rport comes there
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.77.0.1", port))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.send(new DatagramPacket(message, message.length, listeners.localAddress()));
            byte[] ping = ping("UDP");
            socket.send(new DatagramPacket(ping, ping.length, listeners.localAddress()));
            List<Integer> statuses = new ArrayList<>();
            for (String answer = receive(socket); !answer.contains(PING_ID); answer = receive(socket)) {
                statuses.add(UserAgent.status(answer));
            }
            return statuses;
        }
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket answer = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
        socket.receive(answer);
        return new String(answer.getData(), 0, answer.getLength(), ISO_8859_1);
    }

    /** All that comes back until the connection ends. */
    private String overTcp(byte[] message) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(listeners.localAddress(), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(message);
            socket.getOutputStream().write(ping("TCP"));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static boolean pinged(String received) {
        int last = STATUS.matcher(received).results().mapToInt(MatchResult::start).max().orElse(0);
        return received.startsWith("SIP/2.0 200 ", last) && received.indexOf(PING_ID, last) > 0;
    }

    private static byte[] ping(String transport) {
        return ("OPTIONS sip:" + DecisionFixture.BASE + " SIP/2.0\r\nVia: SIP/2.0/" + transport + " 127.77.0.1;rport;branch=z9hG4bKping\r\n"
                        + "Max-Forwards: 70\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:a@example.com>\r\nCall-ID: " + PING_ID
                        + "\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
                .getBytes(ISO_8859_1);
    }
}
