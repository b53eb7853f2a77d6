package io.countersign.rest.propagation;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.server.ServerWebExchange;

/**
 * The {@code Prefer} header (RFC 7240) as far as we honour it: {@code wait=N}.
 *
 * @param patience how long the client would wait for every node, at most {@link #MAX_WAIT}; empty when it didn't say
 */
public record Prefer(Optional<Duration> patience) {
    /** Name of the request header. */
    public static final String HEADER = "Prefer";

    /** Name of the response header (RFC 7240, section 3), and what it says when the wait was honoured. */
    public static final String APPLIED_HEADER = "Preference-Applied";

    public static final String APPLIED_WAIT = "wait";

    /** A longer wish is cut to this. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private static final int MAX_CHARS = 1024;
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*\"";

    /** RFC 7240, section 2: preference = token [ BWS "=" BWS word ] *( OWS ";" [ OWS parameter ] ); a comma or the end follows. */
    private static final Pattern PREFERENCE = Pattern.compile("[ \\t]*(?:(?<name>" + TOKEN + ")(?:[ \\t]*=[ \\t]*(?<value>" + TOKEN + "|"
            + QUOTED + "))?(?:[ \\t]*;[ \\t]*(?:" + TOKEN + "(?:[ \\t]*=[ \\t]*(?:" + TOKEN + "|" + QUOTED + "))?)?)*)?[ \\t]*(?:,|$)");

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    /** What a request prefers. */
    public static Prefer of(ServerWebExchange exchange) {
        return parse(exchange.getRequest().getHeaders().getOrEmpty(HEADER));
    }

    /** What header lines say. What can't be understood is as if it were not there (RFC 7240, section 2). */
    public static Prefer parse(List<String> lines) {
        for (String line : lines) {
            Optional<String> wait = line.length() > MAX_CHARS ? Optional.empty() : firstWait(line);
            if (wait.isPresent()) { // section 2: the first one counts
                return new Prefer(wait.filter(value -> SECONDS.matcher(value).matches()).map(Prefer::bounded));
            }
        }
        return new Prefer(Optional.empty());
    }

    private static Optional<String> firstWait(String line) {
        Matcher preferences = PREFERENCE.matcher(line);
        int end = 0;
        while (end < line.length() && preferences.find(end) && preferences.start() == end) {
            String name = preferences.group("name");
            if (name != null && name.toLowerCase(Locale.ROOT).equals("wait")) {
                String value = preferences.group("value");
                return Optional.of(value == null ? "" : value.replace("\"", ""));
            }
            end = preferences.end();
        }
        return Optional.empty();
    }

    private static Duration bounded(String seconds) {
        Duration wish = Duration.ofSeconds(Long.parseLong(seconds));
        return wish.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wish;
    }
}
