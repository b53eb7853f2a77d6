package io.countersign.bench.measure;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Refuses to put load on anything but this machine. */
public final class LoopbackTarget {
    private LoopbackTarget() {}

    /**
     * An address of {@code host:port}.
     *
     * @throws IllegalArgumentException when the host isn't this machine's loopback interface
     */
    public static InetSocketAddress parse(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("target " + hostAndPort + " (expected: host:port)");
        }
        try {
            return of(hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("target " + hostAndPort + " (expected: a number as port)", e);
        }
    }

    /** The same from a host and a port. */
    public static InetSocketAddress of(String host, int port) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (!address.isLoopbackAddress()) {
                throw new IllegalArgumentException("target " + host + " (expected: a loopback address; load stays on this machine)");
            }
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("target " + host + " has no address", e);
        }
    }
}
