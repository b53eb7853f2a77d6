package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.sip.message.SipUri;
import io.countersign.sip.message.Slice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A contact's URI as it was registered, comparable by the rules of RFC 3261 section 19.1.4. Immutable. */
final class ContactUri {
    /** These count even when only one of two URIs has them. */
    private static final Set<String> DISTINGUISHING = Set.of("user", "ttl", "method", "maddr", "transport");

    private static final int HASH_BYTES = 16;
    private static final int DEFAULT_PORT = 5060;
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final byte[] whole;
    private final SipUri.Scheme scheme;
    private final Slice user;
    private final byte[] lowerCaseHost;
    private final int port;
    private final String parameters;

    /** That of a record; empty when the text is no URI. */
    static Optional<ContactUri> of(String text) {
        return SipUri.of(text.getBytes(UTF_8)).map(ContactUri::new);
    }

    ContactUri(SipUri uri) {
        this.whole = uri.whole().toBytes();
        this.scheme = uri.scheme();
        this.user = Slice.of(uri.userText().getBytes(UTF_8));
        this.lowerCaseHost = uri.host().text().toLowerCase(Locale.ROOT).getBytes(US_ASCII);
        this.port = uri.port();
        this.parameters = uri.parameters().text();
    }

    /** As it was written. */
    byte[] bytes() {
        return whole;
    }

    /** Names it in a record's key: 128 bits of its SHA-256 in hexadecimal. */
    String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether it says itself that it is there; a name is never resolved. */
    boolean isAt(InetSocketAddress address) {
        return scheme != SipUri.Scheme.OTHER
                && (port == 0 ? DEFAULT_PORT : port) == address.getPort()
                && isLiteral()
                && address.getAddress().equals(literal());
    }

    /** As a Request-URI: without headers (section 19.1.5, table 1). */
    int requestUriBytes() {
        for (int i = 0; i < whole.length; i++) {
            if (whole[i] == '?') {
                return i;
            }
        }
        return whole.length;
    }

    private boolean isLiteral() {
        String host = new String(lowerCaseHost, US_ASCII);
        return host.startsWith("[") || IPV4.matcher(host).matches();
    }

    private @Nullable InetAddress literal() {
        try {
            return InetAddress.ofLiteral(new String(lowerCaseHost, US_ASCII).replaceAll("[\\[\\]]", ""));
        } catch (IllegalArgumentException e) { // four numbers, but no address
            return null;
        }
    }

    /** Same bytes, which is what a refresh has; else compared part by part. */
    boolean is(SipUri other) {
        return other.whole().contentEquals(whole)
                || (scheme != SipUri.Scheme.OTHER
                        && scheme == other.scheme()
                        && port == other.port()
                        && other.host().equalsIgnoreCase(lowerCaseHost)
                        && isUser(other)
                        && areParameters(other.parameters().text()));
    }

    private boolean isUser(SipUri other) {
        return other.user().isPresent() ? other.isUser(user) : user.isEmpty();
    }

    private boolean areParameters(String others) {
        int headers = parameters.indexOf('?');
        int otherHeaders = others.indexOf('?');
        String query = headers < 0 ? "" : parameters.substring(headers);
        String otherQuery = otherHeaders < 0 ? "" : others.substring(otherHeaders);
        return query.equals(otherQuery)
                && agree(
                        parsed(headers < 0 ? parameters : parameters.substring(0, headers)),
                        parsed(otherHeaders < 0 ? others : others.substring(0, otherHeaders)));
    }

    private static boolean agree(Map<String, String> one, Map<String, String> other) {
        for (Map.Entry<String, String> parameter : one.entrySet()) {
            String value = other.get(parameter.getKey());
            boolean missing = value == null;
            if (missing ? DISTINGUISHING.contains(parameter.getKey()) : !parameter.getValue().equals(value)) {
                return false;
            }
        }
        return other.keySet().stream().noneMatch(name -> DISTINGUISHING.contains(name) && !one.containsKey(name));
    }

    private static Map<String, String> parsed(String text) {
        Map<String, String> parsed = new HashMap<>();
        Arrays.stream(text.toLowerCase(Locale.ROOT).split(";", -1)).filter(part -> !part.isEmpty()).forEach(part -> {
            int equals = part.indexOf('=');
            parsed.put(equals < 0 ? part : part.substring(0, equals), equals < 0 ? "" : part.substring(equals + 1));
        });
        return parsed;
    }
}
