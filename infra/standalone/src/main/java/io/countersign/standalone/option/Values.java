package io.countersign.standalone.option;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The forms that option values have. Each method gives the value, or throws {@link IllegalArgumentException} with what it
 * was and what is right.
 */
final class Values {
    private static final int MAX_PORT = 65_535;
    /** RFC 1035 section 2.3.4, less the room for a trunk's label. */
    private static final int MAX_SIP_DOMAIN_CHARS = 253 - 64;

    private static final Pattern DNS_NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");
    private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]+)/(\\d{1,3})");
    private static final Pattern SIP_URI = Pattern.compile("(sips?):([^;?@]+)(;transport=(udp|tcp|tls))?");
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Values() {}

    /** A TCP or UDP port; 0 stands for a free one. */
    static int port(String text) {
        int port = number(text, "a port from 1 to 65535, or 0 for a free one");
        if (port > MAX_PORT) {
            throw wrong(text, "a port from 1 to 65535, or 0 for a free one");
        }
        return port;
    }

    /** An address, not a name: names may mean several. */
    static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw wrong(text, "an IP address such as 127.0.0.1 or ::1");
        }
    }

    static String sipDomain(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() > MAX_SIP_DOMAIN_CHARS || !DNS_NAME.matcher(lower).matches()) {
            throw wrong(text, "a domain name of at most " + MAX_SIP_DOMAIN_CHARS + " characters, such as sip.example.com");
        }
        return lower;
    }

    static String hostAndPort(String text) {
        String expected = "HOST or HOST:PORT, such as sip.example.com:5060, an IPv6 address in brackets";
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches() || !isHost(matcher.group(1)) || !isPort(matcher.group(2))) {
            throw wrong(text, expected);
        }
        return text;
    }

    /** An instance of a service: its name is looked up later. */
    static InetSocketAddress endpoint(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches() || !isHost(matcher.group(1)) || matcher.group(2) == null || !isPort(matcher.group(2))) {
            throw wrong(text, "HOST:PORT, such as 127.0.0.1:8081, an IPv6 address in brackets");
        }
        String host = matcher.group(1);
        return InetSocketAddress.createUnresolved(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host, Integer.parseInt(matcher.group(2)));
    }

    static String cidr(String text) {
        String expected = "a network such as 192.0.2.0/24 or 2001:db8::/32";
        Matcher matcher = CIDR.matcher(text);
        if (!matcher.matches()) {
            throw wrong(text, expected);
        }
        try {
            int bits = InetAddress.ofLiteral(matcher.group(1)).getAddress().length * Byte.SIZE;
            if (Integer.parseInt(matcher.group(2)) > bits) {
                throw wrong(text, expected);
            }
            return text;
        } catch (IllegalArgumentException e) {
            throw wrong(text, expected);
        }
    }

    /** Networks with commas between them; none is right too. */
    static String cidrs(String text) {
        if (!text.isBlank()) {
            for (String network : text.split(",", -1)) {
                cidr(network.strip());
            }
        }
        return text;
    }

    static String sipUri(String text) {
        Matcher matcher = SIP_URI.matcher(text);
        if (!matcher.matches()) {
            throw wrong(text, "a SIP URI such as sip:gw.example.com:5060;transport=tcp");
        }
        hostAndPort(matcher.group(2));
        return text;
    }

    /** A whole number that is not negative. */
    static int number(String text, String expected) {
        try {
            int number = Integer.parseInt(text);
            if (number < 0) {
                throw wrong(text, expected);
            }
            return number;
        } catch (NumberFormatException e) {
            throw wrong(text, expected);
        }
    }

    static int between(String text, int least, int most) {
        String expected = "a number from " + least + " to " + most;
        int number = number(text, expected);
        if (number < least || number > most) {
            throw wrong(text, expected);
        }
        return number;
    }

    /** {@code 60s}, {@code 5m}, {@code 1h}, or ISO-8601; longer than nothing. */
    static Duration duration(String text) {
        String expected = "a time such as 500ms, 60s, 5m or 1h";
        Matcher matcher = SHORT_DURATION.matcher(text);
        try {
            Duration duration = matcher.matches()
                    ? Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)))
                    : Duration.parse(text);
            if (!duration.isPositive()) {
                throw wrong(text, expected);
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw wrong(text, expected);
        }
    }

    private static ChronoUnit unit(String suffix) {
        return switch (suffix) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }

    private static boolean isHost(String host) {
        if (host.startsWith("[")) {
            return isAddress(host.substring(1, host.length() - 1));
        }
        return DNS_NAME.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean isAddress(String text) {
        try {
            return Objects.nonNull(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isPort(@Nullable String digits) {
        return digits == null || (Integer.parseInt(digits) > 0 && Integer.parseInt(digits) <= MAX_PORT);
    }

    private static IllegalArgumentException wrong(String text, String expected) {
        return new IllegalArgumentException("'" + text + "' (expected: " + expected + ")");
    }
}
