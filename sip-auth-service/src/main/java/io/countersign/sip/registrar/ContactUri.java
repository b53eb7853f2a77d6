package io.countersign.sip.registrar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.sip.message.SipUri;
import io.countersign.sip.message.Slice;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A contact's URI as it was registered, comparable by the rules of RFC 3261 section 19.1.4. Immutable. */
final class ContactUri {
    /** These count even when only one of two URIs has them. */
    private static final Set<String> DISTINGUISHING = Set.of("user", "ttl", "method", "maddr", "transport");

    private final byte[] whole;
    private final SipUri.Scheme scheme;
    private final Slice user;
    private final byte[] lowerCaseHost;
    private final int port;
    private final String parameters;

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
