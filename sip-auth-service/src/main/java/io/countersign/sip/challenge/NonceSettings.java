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

    /** Five minutes, the whole IPv4 address, the IPv6 network, and a window of 50 MB: a minute of 16,000 registrations a second. */
    public static final NonceSettings DEFAULT = new NonceSettings(Duration.ofMinutes(5), 32, 64, 1 << 20);

    public NonceSettings {
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
            throw new IllegalArgumentException("nonce lifetime " + lifetime + " (expected: PT1S to " + LONGEST_LIFETIME + ")");
        }
        if (ipv4PrefixBits < 0 || ipv4PrefixBits > 32) {
            throw new IllegalArgumentException("IPv4 prefix " + ipv4PrefixBits + " (expected: 0 to 32)");
        }
        if (ipv6PrefixBits < 0 || ipv6PrefixBits > 128) {
            throw new IllegalArgumentException("IPv6 prefix " + ipv6PrefixBits + " (expected: 0 to 128)");
        }
    }
}
