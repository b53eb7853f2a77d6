package io.countersign.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.digest.DigestAlgorithm;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The phone itself, against a server of a few lines over real UDP. */
class SipUserTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void aRefusedInviteIsAcknowledgedInItsOwnTransaction() throws Exception {
        try (DatagramSocket server = server();
                SipUser phone = SipUser.overUdp(server.getLocalPort(), "trunk-a.example")) {
            CompletableFuture<SipUser.Answer> answer =
                    CompletableFuture.supplyAsync(() -> phone.invite("alice", "secret", DigestAlgorithm.MD5));
            DatagramPacket invite = receive(server);
            send(server, invite, answer("100 Trying", text(invite), ""));
            send(server, invite, answer("404 Not Found", text(invite), ";tag=t1"));
            String ack = text(receive(server));

            assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(404);
            assertThat(ack).startsWith("ACK sip:100@trunk-a.example SIP/2.0\r\n").contains("\r\nCSeq: 1 ACK\r\n", ";tag=t1\r\n");
            assertThat(line(ack, "Via:")).isEqualTo(line(text(invite), "Via:"));
            assertThat(line(ack, "From:")).isEqualTo(line(text(invite), "From:"));
            assertThat(line(ack, "Call-ID:")).isEqualTo(line(text(invite), "Call-ID:"));
        }
    }

    @Test
    void aLateAnswerToAnEarlierRequestIsPassedOver() throws Exception {
        try (DatagramSocket server = server();
                SipUser phone = SipUser.overUdp(server.getLocalPort(), "trunk-a.example")) {
            CompletableFuture<SipUser.Answer> first = registered(phone);
            DatagramPacket earlier = receive(server);
            send(server, earlier, answer("403 Forbidden", text(earlier), ";tag=t1"));
            assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(403);

            CompletableFuture<SipUser.Answer> second = registered(phone);
            DatagramPacket later = receive(server);
            send(server, earlier, answer("403 Forbidden", text(earlier), ";tag=t1"));
            send(server, later, answer("403 Forbidden", text(later).replace("CSeq: 2 REGISTER", "CSeq: 2 INVITE"), ";tag=t1"));
            send(server, later, answer("200 OK", text(later), ";tag=t2"));

            assertThat(second.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    private static CompletableFuture<SipUser.Answer> registered(SipUser phone) {
        return CompletableFuture.supplyAsync(() -> phone.send("REGISTER", "alice", Optional.empty()));
    }

    private static DatagramSocket server() throws Exception {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    private static DatagramPacket receive(DatagramSocket socket) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return packet;
    }

    private static void send(DatagramSocket socket, DatagramPacket request, String text) throws Exception {
        byte[] bytes = text.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, request.getSocketAddress()));
    }

    private static String answer(String status, String request, String toTag) {
        return "SIP/2.0 " + status + "\r\n" + line(request, "Via:") + "\r\n" + line(request, "From:") + "\r\n"
                + line(request, "To:") + toTag + "\r\n" + line(request, "Call-ID:") + "\r\n" + line(request, "CSeq:")
                + "\r\nContent-Length: 0\r\n\r\n";
    }

    private static String line(String message, String start) {
        return message.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }
}
