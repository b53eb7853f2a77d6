package io.countersign.rest.request;

import java.net.InetAddress;
import java.util.Optional;

/** A network: an address and how many of its leading bits count, IPv4 or IPv6. */
public final class CidrBlock {
    private final byte[] network;
    private final int bits;

    private CidrBlock(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * The block in a text such as {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
     *
     * @throws IllegalArgumentException on any other text; names are not looked up
     */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] network = IpAddress.parse(address).map(InetAddress::getAddress).orElseThrow(() -> malformed(text));
        int longest = network.length * Byte.SIZE;
        int bits = slash < 0 ? longest : bits(text, text.substring(slash + 1));
        if (bits > longest) {
            throw malformed(text);
        }
        return new CidrBlock(network, bits);
    }

    /** Whether an address is in it; an IPv4 address mapped into IPv6 is that IPv4 address. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** Whether an address of 4 or 16 bytes is in it; allocates nothing. */
    public boolean contains(byte[] other) {
        if (other.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << (Byte.SIZE - (bits - bit));
            if (((network[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is an address in it. */
    public boolean contains(String address) {
        Optional<InetAddress> parsed = IpAddress.parse(address);
        return parsed.isPresent() && contains(parsed.get());
    }

    private static int bits(String whole, String text) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed(whole);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("\"" + text + "\" is no network (expected: as in 10.0.0.0/8, fd00::/8 or 192.0.2.1)");
    }
}
