package io.countersign.rest.request;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Literal IP addresses; a name is never looked up. */
public final class IpAddress {
    private static final int MAX_CHARS = 45;

    /** Four decimal parts, or something with a colon and without a zone: the JDK also takes 203.0.113, for 203.0.0.113. */
    private static final Pattern FORM = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private IpAddress() {}

    /** The address in a text of digits, dots and colons; nothing for any other text. */
    public static Optional<InetAddress> parse(String text) {
        if (text.length() > MAX_CHARS || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) { // not a literal
            return Optional.empty();
        }
    }

    /** The canonical text form (RFC 5952 for IPv6), without a zone. */
    public static String text(InetAddress address) {
        return NetUtil.toAddressString(address);
    }
}
