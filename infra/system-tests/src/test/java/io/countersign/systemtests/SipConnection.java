package io.countersign.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** A phone's way to the server on this machine. One thread uses it. */
interface SipConnection extends AutoCloseable {
    /** As a Via names it. */
    String transport();

    int localPort();

    void send(String message);

    /** The next message that comes within that time; empty when none does or the server has hung up. */
    Optional<String> receive(Duration within);

    @Override
    void close();

    /** Over UDP, from a port of its own. */
    static SipConnection udp(int port) {
        return new Udp(port);
    }

    /** Over TCP, one connection. */
    static SipConnection tcp(int port) {
        return new Tcp(port);
    }

    private static int timeoutMillis(Duration within) {
        return (int) Math.max(1, within.toMillis());
    }

    /** Datagrams. */
    final class Udp implements SipConnection {
        private final DatagramSocket socket;

        private Udp(int port) {
            try {
                socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String transport() {
            return "UDP";
        }

        @Override
        public int localPort() {
            return socket.getLocalPort();
        }

        @Override
        public void send(String message) {
            byte[] bytes = message.getBytes(UTF_8);
            try {
                socket.send(new DatagramPacket(bytes, bytes.length));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<String> receive(Duration within) {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            try {
                socket.setSoTimeout(timeoutMillis(within));
                socket.receive(packet);
                return Optional.of(new String(packet.getData(), 0, packet.getLength(), UTF_8));
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** A stream. */
    final class Tcp implements SipConnection {
        private final Socket socket;

        private Tcp(int port) {
            try {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String transport() {
            return "TCP";
        }

        @Override
        public int localPort() {
            return socket.getLocalPort();
        }

        @Override
        public void send(String message) {
            try {
                socket.getOutputStream().write(message.getBytes(UTF_8));
                socket.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Our requests get answers without a body: a message ends with the empty line. */
        @Override
        public Optional<String> receive(Duration within) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            try {
                socket.setSoTimeout(timeoutMillis(within));
                InputStream in = socket.getInputStream();
                while (!message.toString(UTF_8).endsWith("\r\n\r\n")) {
                    int next = in.read();
                    if (next < 0) {
                        return Optional.empty();
                    }
                    message.write(next);
                }
                return Optional.of(message.toString(UTF_8));
            } catch (SocketTimeoutException e) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
