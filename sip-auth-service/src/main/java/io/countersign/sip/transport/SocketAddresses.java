package io.countersign.sip.transport;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)) of a socket of one family. Keeps the addresses that it met lately: most
 * datagrams come from where others came from before. Owned by one thread.
 */
final class SocketAddresses {
    static final int MAX_BYTES = 28;

    private static final int IPV4_BYTES = 16;
    private static final int KEPT = 1 << 10;
    private static final int PORT_AT = 2;
    private static final int IPV4_AT = 4;
    private static final int IPV6_AT = 8;
    private static final int SCOPE_AT = 24;
    private static final int MAPPED_AT = IPV6_AT + 10;
    private static final ValueLayout.OfShort PORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final boolean ipv6;
    private final @Nullable Known[] known = new Known[KEPT];

    /** @param ipv6 whether the socket's family is AF_INET6: then IPv4 addresses are mapped */
    SocketAddresses(boolean ipv6) {
        this.ipv6 = ipv6;
    }

    private record Known(long first, long second, int port, int scope, InetSocketAddress address) {}

    /** How many bytes an address has. */
    int bytes() {
        return ipv6 ? MAX_BYTES : IPV4_BYTES;
    }

    int family() {
        return ipv6 ? LinuxCalls.AF_INET6 : LinuxCalls.AF_INET;
    }

    InetSocketAddress read(MemorySegment from) {
        int port = Short.toUnsignedInt(from.get(PORT, PORT_AT));
        long first = ipv6 ? from.get(JAVA_LONG_UNALIGNED, IPV6_AT) : 0;
        long second = ipv6 ? from.get(JAVA_LONG_UNALIGNED, IPV6_AT + Long.BYTES) : from.get(JAVA_INT_UNALIGNED, IPV4_AT);
        int scope = ipv6 ? from.get(JAVA_INT_UNALIGNED, SCOPE_AT) : 0;
        long mixed = (first * 31 + second) * 31 + port + scope;
        int place = (int) ((mixed * 0x9E37_79B9_7F4A_7C15L) >>> 54) & KEPT - 1;
        Known there = known[place];
        if (there != null && there.second == second && there.port == port && there.first == first && there.scope == scope) {
            return there.address;
        }
        InetSocketAddress address = new InetSocketAddress(address(from, scope), port);
        known[place] = new Known(first, second, port, scope, address);
        return address;
    }

    private InetAddress address(MemorySegment from, int scope) {
        byte[] bytes = from.asSlice(ipv6 ? IPV6_AT : IPV4_AT, ipv6 ? 16 : 4).toArray(JAVA_BYTE);
        try {
            return scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** @throws UnsupportedAddressTypeException when an IPv4 socket has no such addresses */
    void write(InetSocketAddress address, MemorySegment to) {
        if (!ipv6 && !(address.getAddress() instanceof Inet4Address)) {
            throw new UnsupportedAddressTypeException();
        }
        to.asSlice(0, bytes()).fill((byte) 0);
        to.set(JAVA_SHORT_UNALIGNED, 0, (short) family());
        writePort(address.getPort(), to);
        byte[] bytes = address.getAddress().getAddress();
        if (!ipv6) {
            MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IPV4_AT, bytes.length);
        } else if (bytes.length == 4) {
            to.set(JAVA_SHORT_UNALIGNED, MAPPED_AT, (short) 0xffff); // RFC 4291 section 2.5.5.2
            MemorySegment.copy(bytes, 0, to, JAVA_BYTE, MAPPED_AT + Short.BYTES, bytes.length);
        } else {
            MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IPV6_AT, bytes.length);
            to.set(JAVA_INT_UNALIGNED, SCOPE_AT, ((Inet6Address) address.getAddress()).getScopeId());
        }
    }

    void writePort(int port, MemorySegment to) {
        to.set(PORT, PORT_AT, (short) port);
    }
}
