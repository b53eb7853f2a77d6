package io.countersign.sip.transport;

import static io.countersign.sip.transport.StreamClient.readAnswer;
import static io.countersign.sip.transport.StreamClient.register;
import static io.countersign.sip.transport.StreamClient.request;
import static io.countersign.sip.transport.StreamClient.write;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.sip.message.RequestText;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What strangers of many sources can take together, over real sockets: they come from addresses of 127/8. */
class StrangerLimitsTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int STRANGERS = 512;
    private static final int STRANGERS_BYTES = 2 * 1_024 * 1_024;
    private static final StreamLimits LIMITS =
            new StreamLimits(Duration.ofSeconds(30), Duration.ofSeconds(60), 4, 4, STRANGERS, STRANGERS_BYTES);
    /** Their answers cost 200 KB while they are kept: less than what ends the reading. */
    private static final int PINGS_AT_ONCE = 2_048;

    private static final String KNOWN = "127.0.9.9";
    private static final String AUTHENTICATED = "127.0.8.8";

    @AutoClose
    private final Opened opened = new Opened();

    @Test
    void oneMoreThanAllMayHaveIsClosedWhileWhoIsAuthenticatedOrKnownIsServed() throws IOException {
        SipListeners listeners = start();
        Socket authenticated = authenticated(listeners);
        List<Socket> strangers = strangers(listeners, STRANGERS);

        assertEnds(connect(listeners, "127.0.7.7"));

        assertThat(listeners.tcpCounters().refusedConnections(ConnectionRefusal.NODE)).isEqualTo(1);
        assertServed(authenticated, "still");
        assertServed(connect(listeners, KNOWN), "known");
        for (Socket stranger : strangers.subList(0, 3)) {
            stranger.close();
        }
        await().until(() -> listeners.strangers().connections() == STRANGERS - 3);
        assertServed(connect(listeners, "127.0.7.7"), "later");
        assertThat(listeners.strangers().connections()).isEqualTo(STRANGERS - 2);
    }

    @Test
    void allThatWasCountedComesBackHoweverAConnectionEnds() throws IOException {
        SipListeners listeners = start();
        Socket authenticated = authenticated(listeners);
        List<Socket> strangers = strangers(listeners, 40);
        for (Socket stranger : strangers) {
            write(stranger, register("whole") + "REGISTER sip:example.com SIP/2.0\r\nX: ");
            assertThat(readAnswer(stranger)).startsWith("SIP/2.0 200 OK");
        }
        await().until(() -> listeners.strangers().bytes() >= 40 * 1_024);
        Socket becomesAuthenticated = connect(listeners, "127.0.7.7");
        write(becomesAuthenticated, register("first") + request("HOLD") + "REGISTER sip:example.com SIP/2.0\r\nX: ");
        assertThat(readAnswer(becomesAuthenticated)).contains("Call-ID: first\r\n");
        readAnswer(becomesAuthenticated);
        write(strangers.get(1), "\r\n\r\n"); // ends by an answer: no Content-Length
        strangers.get(2).setSoLinger(true, 0); // by a reset

        for (Socket stranger : strangers) {
            stranger.close();
        }

        await().until(() -> listeners.strangers().connections() == 0);
        assertThat(listeners.strangers().bytes()).isZero();
        assertThat(listeners.tcpCounters().openConnections()).isEqualTo(2);
        becomesAuthenticated.close();
        authenticated.close();
        await().until(() -> listeners.tcpCounters().openConnections() == 0);
        assertThat(listeners.strangers().connections()).isZero();
    }

    @Test
    void unfinishedMessagesOfAllStrangersAreBounded() throws IOException {
        SipListeners listeners = start();
        Socket authenticated = authenticated(listeners);
        List<Socket> strangers = strangers(listeners, 64);
        String part = "X: " + "y".repeat(1_019) + "\r\n";
        for (Socket stranger : strangers) {
            write(stranger, "REGISTER sip:example.com SIP/2.0\r\n");
        }
        for (int round = 0; round < 60; round++) {
            for (Socket stranger : strangers) {
                writeIfOpen(stranger, part);
            }
            assertThat(listeners.strangers().bytes()).isLessThanOrEqualTo(STRANGERS_BYTES);
        }

        await().until(() -> listeners.tcpCounters().crowdedOutConnections() > 0);
        assertThat(listeners.strangers().bytes()).isBetween(1L, (long) STRANGERS_BYTES);
        assertThat(listeners.strangers().connections()).as("those that fit go on").isPositive();
        write(authenticated, large("large").substring(0, 40_000));
        write(authenticated, large("large").substring(40_000));
        assertThat(readAnswer(authenticated)).startsWith("SIP/2.0 200 OK").contains("Call-ID: large\r\n");
        for (Socket stranger : strangers) {
            stranger.close();
        }
        await().until(() -> listeners.strangers().connections() == 0);
        assertThat(listeners.strangers().bytes()).isZero();
        Socket next = connect(listeners, "127.0.7.7");
        write(next, large("next"));
        assertThat(readAnswer(next)).startsWith("SIP/2.0 200 OK");
    }

    /** Each ping of four bytes gets an answer that costs a hundred to keep. */
    @Test
    void answersThatStrangersDoNotReadAreBounded() throws IOException {
        SipListeners listeners = start();
        List<Socket> strangers = strangers(listeners, 16);
        byte[] pings = "\r\n\r\n".repeat(16_384).getBytes(US_ASCII);
        for (Socket stranger : strangers) {
            inBackground(() -> {
                while (true) {
                    stranger.getOutputStream().write(pings);
                }
            });
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            assertThat(listeners.strangers().bytes()).isLessThanOrEqualTo(STRANGERS_BYTES);
            return listeners.tcpCounters().crowdedOutConnections() > 0;
        });

        for (Socket stranger : strangers) {
            stranger.close();
        }
        await().until(() -> listeners.strangers().connections() == 0);
        assertThat(listeners.strangers().bytes()).isZero();
        assertThat(listeners.tcpCounters().timedOutConnections()).isZero();
    }

    @Test
    void answersThatAreReadLateCountNoLongerAlsoWhenNothingComesAnyMore() throws IOException {
        SipListeners listeners = start();
        Socket late = connect(listeners, "127.0.7.7");
        long pings = 0;
        while (listeners.strangers().bytes() <= 20_000) { // until the system has no more room for answers
            write(late, "\r\n\r\n".repeat(PINGS_AT_ONCE));
            pings += PINGS_AT_ONCE;
            long sent = pings;
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> listeners.tcpCounters().keepAlives() == sent);
        }

        inBackground(() -> late.getInputStream().transferTo(OutputStream.nullOutputStream()));

        await().until(() -> listeners.strangers().bytes() <= 4_096);
        assertThat(listeners.strangers().connections()).isEqualTo(1);
    }

    private SipListeners start() throws IOException {
        byte[] known = InetAddress.ofLiteral(KNOWN).getAddress();
        SipListeners listeners = SipListeners.open(
                ANY_PORT, Optional.empty(), 2, AnsweringHandler::new, LIMITS, address -> Arrays.equals(address, known));
        opened.add(listeners);
        return listeners;
    }

    private Socket authenticated(SipListeners listeners) throws IOException {
        Socket authenticated = connect(listeners, AUTHENTICATED);
        write(authenticated, request("HOLD"));
        assertThat(readAnswer(authenticated)).startsWith("SIP/2.0 200 OK");
        await().until(() -> listeners.strangers().connections() == 0);
        return authenticated;
    }

    /** From as many sources as that takes. */
    private List<Socket> strangers(SipListeners listeners, int number) throws IOException {
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int source = i / LIMITS.strangersPerSource();
            strangers.add(connect(listeners, "127.0." + (1 + source / 200) + "." + (1 + source % 200)));
        }
        await().until(() -> listeners.strangers().connections() == number);
        return strangers;
    }

    private Socket connect(SipListeners listeners, String from) throws IOException {
        InetSocketAddress address = listeners.localAddress();
        Socket client = new Socket(address.getAddress(), address.getPort(), InetAddress.ofLiteral(from), 0);
        opened.add(client);
        client.setSoTimeout(TIMEOUT_MILLIS);
        client.setTcpNoDelay(true);
        return client;
    }

    @FunctionalInterface
    private interface Sending {
        void run() throws IOException;
    }

    /** Until it is done or the connection is closed. */
    private static void inBackground(Sending sending) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                sending.run();
            } catch (IOException closed) {
                // seen by the server's counters, or as an answer that doesn't come
            }
        });
    }

    private static String large(String callId) {
        return RequestText.register().replacing("Call-ID", callId).replacing("Content-Length", "60000").body("v".repeat(60_000)).toString();
    }

    private static void writeIfOpen(Socket client, String text) {
        try {
            write(client, text);
        } catch (IOException closed) {
            // one of those that were crowded out
        }
    }

    private static void assertServed(Socket client, String callId) throws IOException {
        write(client, register(callId));
        assertThat(readAnswer(client)).contains("Call-ID: " + callId + "\r\n");
    }

    /** By an end of stream or a reset. */
    private static void assertEnds(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
