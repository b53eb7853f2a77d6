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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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
        return udp(InetAddress.getLoopbackAddress(), port);
    }

    /** The same from that address of this machine. */
    static SipConnection udp(InetAddress from, int port) {
        return new Udp(from, port);
    }

    /** Over TCP, one connection. */
    static SipConnection tcp(int port) {
        return new Stream("TCP", plain(port));
    }

    /** Over TLS, one connection, to a server that shows this very certificate (PEM). */
    static SipConnection tls(int port, Path certificate) {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new Stream("TLS", context.getSocketFactory().createSocket(plain(port), "127.0.0.1", port, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Socket plain(int port) {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int timeoutMillis(Duration within) {
        return (int) Math.max(1, within.toMillis());
    }

    /** Datagrams. */
    final class Udp implements SipConnection {
        private final DatagramSocket socket;

        private Udp(InetAddress from, int port) {
            try {
                socket = new DatagramSocket(0, from);
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
    final class Stream implements SipConnection {
        private final String transport;
        private final Socket socket;

        private Stream(String transport, Socket socket) {
            this.transport = transport;
            this.socket = socket;
        }

        @Override
        public String transport() {
            return transport;
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
