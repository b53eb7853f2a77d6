package io.countersign.sip.challenge;

import java.time.Duration;

/**
 * How nonces are made and judged.
 *
 * @param lifetime how long a nonce may be used
 * @param ipv4PrefixBits how much of an IPv4 source a nonce is bound to
 * @param ipv6PrefixBits how much of an IPv6 source a nonce is bound to (privacy addresses change below /64)
 * @param windowNonces used nonces that the replay window holds at the same time; about 50 bytes each
 */
public record NonceSettings(Duration lifetime, int ipv4PrefixBits, int ipv6PrefixBits, int windowNonces) {
    private static final Duration LONGEST_LIFETIME = Duration.ofSeconds(450);
    /** As wide as an access list's mask may be (sip.md): a nonce that is good in more of the Internet is bound to nobody. */
    private static final int SHORTEST_IPV4_PREFIX_BITS = 16;

    private static final int IPV4_BITS = 32;
    private static final int SHORTEST_IPV6_PREFIX_BITS = 32;
    private static final int IPV6_BITS = 128;
    /** 0.9 GB. */
    private static final int LARGEST_WINDOW_NONCES = 1 << 24;

    /** Of every node (sip.md, Challenge and verification). */
    public static final Duration LIFETIME = Duration.ofMinutes(5);

    /** The whole IPv4 address, the IPv6 network, and a window of 50 MB: a minute of 16,000 registrations a second. */
    public static final NonceSettings DEFAULT = new NonceSettings(LIFETIME, 32, 64, 1 << 20);

    public NonceSettings {
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
            throw new IllegalArgumentException("nonce lifetime " + lifetime + " (expected: PT1S to " + LONGEST_LIFETIME + ")");
        }
        between(ipv4PrefixBits, SHORTEST_IPV4_PREFIX_BITS, IPV4_BITS, "ipv4-prefix-bits");
        between(ipv6PrefixBits, SHORTEST_IPV6_PREFIX_BITS, IPV6_BITS, "ipv6-prefix-bits");
        between(windowNonces, ReplayWindow.STRIPES, LARGEST_WINDOW_NONCES, "window-nonces");
    }

    private static void between(int value, int least, int most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("countersign.nonce." + name + " is " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
