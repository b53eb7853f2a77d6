package io.countersign.standalone.demo;

import io.countersign.digest.DigestChallenge;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An answer as it came over the network.
 *
 * @param headers in their order; names as written
 */
public record SipResponse(int status, String reason, List<Map.Entry<String, String>> headers, String text) {
    private static final Pattern STATUS_LINE = Pattern.compile("SIP/2\\.0 ([1-6]\\d\\d)(?: (.*))?");

    /** Reads one; nothing when the text is not a SIP response. */
    public static Optional<SipResponse> parse(String text) {
        String[] lines = text.split("\r\n", -1);
        Matcher statusLine = STATUS_LINE.matcher(lines[0]);
        if (!statusLine.matches()) {
            return Optional.empty();
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.add(Map.entry(lines[i].substring(0, colon).strip(), lines[i].substring(colon + 1).strip()));
            }
        }
        String reason = statusLine.group(2) == null ? "" : statusLine.group(2);
        return Optional.of(new SipResponse(Integer.parseInt(statusLine.group(1)), reason, List.copyOf(headers), text));
    }

    /** The values of each header with that name. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The challenges in their order, which is the server's preference; those of unknown algorithms left out. */
    public List<DigestChallenge> challenges() {
        return Stream.concat(headers("WWW-Authenticate").stream(), headers("Proxy-Authenticate").stream())
                .flatMap(value -> DigestChallenge.parse(value).stream())
                .toList();
    }

    /** The branch of the top Via (RFC 3261 section 17.1.3): which request this answers. */
    Optional<String> branch() {
        return header("Via").flatMap(via -> Optional.of(via.toLowerCase(Locale.ROOT).indexOf(";branch="))
                .filter(start -> start >= 0)
                .map(start -> via.substring(start + ";branch=".length()).split("[;, ]", 2)[0]));
    }
}
