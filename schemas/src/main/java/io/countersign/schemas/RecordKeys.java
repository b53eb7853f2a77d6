package io.countersign.schemas;

/** Record keys that are made of several parts, joined by a 0x00 that no part may hold. Keys are UTF-8 text. */
public final class RecordKeys {
    private static final char SEPARATOR = '\0';

    /** No domain has an underscore. */
    private static final String ANY_TRUNK = "_source";

    private RecordKeys() {}

    /** {@code owner 0x00 credential 0x00 version}; owner: a trunk; outbound: a SIP credential or provider. */
    public static String secret(String owner, String credential, int version) {
        return join(owner, credential, Integer.toString(version));
    }

    /** {@code sip_domain 0x00 username}. */
    public static String authAccount(String sipDomain, String username) {
        if (username.isEmpty()) {
            throw new IllegalArgumentException("an empty username (expected: 1 to 64 characters)");
        }
        return join(sipDomain, username);
    }

    /** {@code sip_domain 0x00}: the trunk's policy row. */
    public static String authPolicy(String sipDomain) {
        return join(sipDomain, "");
    }

    /** {@code sip_domain 0x00 username 0x00 contact hash}. */
    public static String registration(String authAccount, String contactHash) {
        return authAccount + SEPARATOR + contactHash;
    }

    /** The {@code sip_domain 0x00 username} of a {@link #registration} key. */
    public static String accountOf(String registration) {
        int hash = registration.lastIndexOf(SEPARATOR);
        if (hash < 0 || registration.indexOf(SEPARATOR) == hash) {
            throw new IllegalArgumentException("a key of less than three parts (expected: domain, username, contact hash)");
        }
        return registration.substring(0, hash);
    }

    /** {@code node 0x00 incarnation}: one run of a node. */
    public static String incarnation(String node, String incarnation) {
        return join(node, incarnation);
    }

    /** {@code sip_domain 0x00 username 0x00 source}: the lock-out of one who tries a username of a trunk. */
    public static String lockout(String sipDomain, String username, String source) {
        return join(sipDomain, username, source);
    }

    /** {@code _source 0x00 0x00 source}: the lock-out of a source, whatever it tries. */
    public static String sourceLockout(String source) {
        return join(ANY_TRUNK, "", source);
    }

    /** The part before the first separator: the owner, or the SIP domain. */
    public static String first(String key) {
        int end = key.indexOf(SEPARATOR);
        if (end < 0) {
            throw new IllegalArgumentException("a key of one part (expected: parts joined by 0x00)");
        }
        return key.substring(0, end);
    }

    /** What follows the first separator: the username (empty: the policy row). */
    public static String afterFirst(String key) {
        return key.substring(first(key).length() + 1);
    }

    private static String join(String... parts) {
        for (String part : parts) {
            if (part.indexOf(SEPARATOR) >= 0) {
                throw new IllegalArgumentException("a key part that holds 0x00 (expected: an id, a domain, a username or a number)");
            }
        }
        if (parts[0].isEmpty()) {
            throw new IllegalArgumentException("an empty first part of a key (expected: an id or a domain)");
        }
        return String.join(Character.toString(SEPARATOR), parts);
    }
}
