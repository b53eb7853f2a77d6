package io.countersign.sip.message;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A node's own address in what it sends by itself: sent-by of its Via (RFC 3261 section 18.1.1), host and port of its Contact.
 *
 * @param host a name, an IPv4 address, or an IPv6 address in brackets
 * @param port 0: the port that the message is sent from
 */
public record SentBy(String host, int port) {
    private static final int MAX_PORT = 65_535;

    public SentBy {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || host.contains(":") != bracketed) {
            throw new IllegalArgumentException("host '" + host + "' (expected: a name, or an address, an IPv6 one in brackets)");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " (expected: 0 to " + MAX_PORT + ")");
        }
    }

    /** Of {@code host}, {@code host:port}, {@code [address]} or {@code [address]:port}. */
    public static SentBy parse(String text) {
        int colon = text.indexOf(':', text.startsWith("[") ? text.indexOf(']') + 1 : 0);
        if (colon < 0) {
            return new SentBy(text, 0);
        }
        try {
            return new SentBy(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: HOST or HOST:PORT, an IPv6 address in brackets)", e);
        }
    }

    /** An address that others can send to: no wildcard. */
    public static SentBy of(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        if (host.isAnyLocalAddress()) {
            throw new IllegalArgumentException(host.getHostAddress() + " (expected: an address that others can send to)");
        }
        String text = host.getHostAddress();
        if (host instanceof Inet6Address) {
            int zone = text.indexOf('%'); // means something on this host only
            text = "[" + (zone < 0 ? text : text.substring(0, zone)) + "]";
        }
        return new SentBy(text, address.getPort());
    }

    /** The same, with that port where none was said. */
    public SentBy orPort(int otherPort) {
        return port == 0 ? new SentBy(host, otherPort) : this;
    }

    /** As it is written: {@code host:port}. */
    @Override
    public String toString() {
        return port == 0 ? host : host + ":" + port;
    }
}
