package io.countersign.embedded;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface. */
public final class LocalPorts {
    private static final int ATTEMPTS = 50;

    private LocalPorts() {}

    /** A TCP port that was free a moment ago; whoever uses it must be ready to find it taken. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedServerException("no free TCP port on the loopback interface", e);
        }
    }

    /** A port that was free a moment ago for both, as SIP wants it. */
    public static int freeForTcpAndUdp() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        BindException taken = new BindException();
        for (int i = 0; i < ATTEMPTS; i++) {
            try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
                    DatagramSocket udp = new DatagramSocket(null)) {
                udp.bind(new InetSocketAddress(loopback, tcp.getLocalPort()));
                return tcp.getLocalPort();
            } catch (BindException e) {
                // Taken over UDP: the next one.
                taken = e;
            } catch (IOException e) {
                throw new EmbeddedServerException("no free port on the loopback interface", e);
            }
        }
        throw new EmbeddedServerException("no port is free over both TCP and UDP after " + ATTEMPTS + " attempts", taken);
    }

    /** The port itself, or a free one for 0. */
    static int freeWhenZero(int port) {
        return port == 0 ? free() : port;
    }
}
