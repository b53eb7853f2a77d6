package io.countersign.digest;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one WWW-Authenticate or Proxy-Authenticate asks for (RFC 7616 section 3.3).
 *
 * @param realm as it stands between the quotes, as are nonce and opaque: they are sent back as they came
 * @param qop the qualities offered, in lower case; none when the server speaks the form of RFC 2069
 * @param stale the nonce was genuine but is no longer good: try again with the same password
 */
public record DigestChallenge(
        String realm, String nonce, DigestAlgorithm algorithm, List<String> qop, boolean stale, Optional<String> opaque) {
    /** A longer value is not read; the longest that servers send are a tenth of it. */
    public static final int MAX_CHARS = 8192;

    private static final String SCHEME = "digest";

    public DigestChallenge {
        qop = List.copyOf(qop);
    }

    /** Reads the value of one header; nothing when it is malformed, of another scheme or of an unknown algorithm. */
    public static Optional<DigestChallenge> parse(String value) {
        String text = value.strip();
        int scheme = SCHEME.length();
        if (text.length() > MAX_CHARS
                || !text.regionMatches(true, 0, SCHEME, 0, scheme)
                || text.length() == scheme
                || !Parameters.isSpace(text.charAt(scheme))) {
            return Optional.empty();
        }
        return new Parameters(text, scheme).read().flatMap(DigestChallenge::of);
    }

    /** Whether {@code qop=auth} may be answered, the only quality SIP clients use here. */
    public boolean offersAuth() {
        return qop.contains("auth");
    }

    private static Optional<DigestChallenge> of(Map<String, String> parameters) {
        String realm = parameters.get("realm");
        String nonce = parameters.get("nonce");
        if (realm == null || nonce == null) {
            return Optional.empty();
        }
        List<String> qop = Arrays.stream(parameters.getOrDefault("qop", "").toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .filter(quality -> !quality.isEmpty())
                .toList();
        boolean stale = parameters.getOrDefault("stale", "").equalsIgnoreCase("true");
        // RFC 7616 section 3.3: no algorithm means MD5.
        return DigestAlgorithm.ofToken(parameters.getOrDefault("algorithm", DigestAlgorithm.MD5.token()))
                .map(algorithm -> new DigestChallenge(
                        realm, nonce, algorithm, qop, stale, Optional.ofNullable(parameters.get("opaque"))));
    }

    /** {@code name=token} and {@code name="quoted"} with commas between them (RFC 3261 section 25.1, auth-param). */
    private static final class Parameters {
        private final String text;
        private int at;

        Parameters(String text, int at) {
            this.text = text;
            this.at = at;
        }

        /** All of them, names in lower case; nothing when one is malformed or there twice. */
        Optional<Map<String, String>> read() {
            Map<String, String> parameters = new HashMap<>();
            do {
                String name = token().toLowerCase(Locale.ROOT);
                if (name.isEmpty() || !take('=')) {
                    return Optional.empty();
                }
                Optional<String> value = value();
                if (value.isEmpty() || parameters.putIfAbsent(name, value.get()) != null) {
                    return Optional.empty();
                }
            } while (take(','));
            return at == text.length() ? Optional.of(parameters) : Optional.empty();
        }

        private Optional<String> value() {
            if (take('"')) {
                return quoted();
            }
            String token = token();
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        }

        /** Behind the opening quote; a backslash takes the next character along (RFC 3261 section 25.1, quoted-pair). */
        private Optional<String> quoted() {
            int start = at;
            for (; at < text.length(); at++) {
                char next = text.charAt(at);
                if (next == '"') {
                    return Optional.of(text.substring(start, at++));
                }
                if (next == '\\') {
                    at++;
                } else if (next < ' ' && next != '\t') {
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        private String token() {
            skipSpace();
            int start = at;
            while (at < text.length() && isTokenCharacter(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private boolean take(char wanted) {
            int before = at;
            skipSpace();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            at = before;
            return false;
        }

        private void skipSpace() {
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
        }

        private static boolean isSpace(char character) {
            return character == ' ' || character == '\t';
        }

        /** RFC 3261 section 25.1, token. */
        private static boolean isTokenCharacter(char character) {
            return (character >= '0' && character <= '9')
                    || (character >= 'A' && character <= 'Z')
                    || (character >= 'a' && character <= 'z')
                    || "-.!%*_+`'~".indexOf(character) >= 0;
        }
    }
}
