package io.countersign.sip.lockout;

import java.net.InetAddress;

/**
 * A source as abuse is counted by, in one number: an IPv4 address, or the first 56 bits of an IPv6 address, which is what one
 * customer of a provider has at least (RFC 6177 section 2). The family stands in the upper 8 bits.
 */
public final class SourcePrefix {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_PREFIX_BYTES = 7;
    private static final int IPV6_BYTES = 16;
    private static final int FAMILY_SHIFT = 56;
    private static final String IPV6_PREFIX = "/56";

    private SourcePrefix() {}

    /** The prefix of an address of 4 or 16 bytes. */
    public static long of(byte[] address) {
        int bytes = address.length == IPV4_BYTES ? IPV4_BYTES : IPV6_PREFIX_BYTES;
        long prefix = 0;
        for (int i = 0; i < bytes; i++) {
            prefix = (prefix << Byte.SIZE) | (address[i] & 0xff);
        }
        return ((long) bytes << FAMILY_SHIFT) | prefix;
    }

    /** As {@code 192.0.2.1} or {@code 2001:db8:0:1200::/56} (RFC 5952). */
    public static String text(long prefix) {
        return prefix >>> FAMILY_SHIFT == IPV4_BYTES ? ipv4Text(prefix) : ipv6Text(prefix << Byte.SIZE) + IPV6_PREFIX;
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException on any other text; a name is never looked up
     */
    public static long parse(String text) {
        boolean isIpv6 = text.endsWith(IPV6_PREFIX);
        byte[] address = InetAddress.ofLiteral(isIpv6 ? text.substring(0, text.length() - IPV6_PREFIX.length()) : text).getAddress();
        if (isIpv6 != (address.length == IPV6_BYTES)) {
            throw new IllegalArgumentException("source " + text + " (expected: an IPv4 address or an IPv6 network of 56 bits)");
        }
        return of(address);
    }

    private static String ipv4Text(long address) {
        return ((address >>> 24) & 0xff) + "." + ((address >>> 16) & 0xff) + "." + ((address >>> 8) & 0xff) + "." + (address & 0xff);
    }

    /** The longest run of zeros is the last: the second half of the address at least. */
    private static String ipv6Text(long upperHalf) {
        StringBuilder text = new StringBuilder();
        for (long rest = upperHalf; rest != 0; rest <<= 16) {
            text.append(text.isEmpty() ? "" : ":").append(Long.toHexString(rest >>> 48));
        }
        return text.append("::").toString();
    }
}
