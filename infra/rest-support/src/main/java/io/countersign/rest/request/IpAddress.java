package io.countersign.rest.request;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;

/** Literal IP addresses; a name is never looked up. */
final class IpAddress {
    private static final int MAX_CHARS = 45;

    private IpAddress() {}

    /** The address in a text of digits, dots and colons; nothing for any other text. */
    static Optional<InetAddress> parse(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) { // not a literal
            return Optional.empty();
        }
    }

    /** The canonical text form (RFC 5952 for IPv6), without a zone. */
    static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }
}
