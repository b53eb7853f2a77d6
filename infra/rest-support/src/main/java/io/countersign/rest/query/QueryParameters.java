package io.countersign.rest.query;

import io.countersign.rest.error.ApiException;
import io.countersign.rest.error.Problems;
import io.countersign.rest.request.IpAddress;
import io.countersign.rest.request.PlainTime;
import io.countersign.rest.token.Cursors;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;

/**
 * The query parameters of a request. A controller asks for each one it knows, then calls {@link #done()}, which throws one
 * {@link ApiException} with every problem: bad values, repeated and unknown parameters. Used by one thread at a time.
 */
public final class QueryParameters {
    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 1000;

    private static final int MAX_CHARS = 1024;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,3}");

    private final MultiValueMap<String, String> parameters;
    private final Problems problems = new Problems();
    private final Set<String> known = new HashSet<>();

    private QueryParameters(MultiValueMap<String, String> parameters) {
        this.parameters = parameters;
    }

    public static QueryParameters of(ServerWebExchange exchange) {
        return new QueryParameters(exchange.getRequest().getQueryParams());
    }

    /**
     * For what takes no parameters.
     *
     * @throws ApiException VALIDATION_FAILED naming every one that was sent all the same
     */
    public static void none(ServerWebExchange exchange) {
        of(exchange).done();
    }

    /** {@code limit}: 1 to 1000, 100 when absent. */
    public int limit() {
        return text("limit", text -> {
                    int limit = LIMIT.matcher(text).matches() ? Integer.parseInt(text) : 0;
                    if (limit < 1 || limit > MAX_LIMIT) {
                        throw new IllegalArgumentException("must be a whole number from 1 to " + MAX_LIMIT);
                    }
                    return limit;
                })
                .orElse(DEFAULT_LIMIT);
    }

    /** {@code after}: the position in a cursor of this very list. */
    public Optional<String> after(Cursors cursors, String purpose) {
        return text("after", text -> cursors.parse(purpose, text)
                .orElseThrow(() -> new IllegalArgumentException("must be the next of an earlier answer of this list, unchanged")));
    }

    /** A time, for {@code since} and {@code until}. */
    public Optional<Instant> instant(String name) {
        return text(name, PlainTime::parse);
    }

    /** An IP address, in the canonical text form. */
    public Optional<String> address(String name) {
        return text(name, text -> IpAddress.parse(text)
                .map(IpAddress::text)
                .orElseThrow(() -> new IllegalArgumentException("must be an IPv4 or IPv6 address")));
    }

    /** Text of 1 to {@code maxChars} characters. */
    public Optional<String> text(String name, int maxChars) {
        return text(name, text -> {
            if (text.isEmpty() || text.length() > maxChars) {
                throw new IllegalArgumentException("must have 1 to " + maxChars + " characters");
            }
            return text;
        });
    }

    /**
     * A parameter as a value type.
     *
     * @param parser throws {@code IllegalArgumentException}, whose message becomes the reason
     */
    public <T> Optional<T> text(String name, Function<String, T> parser) {
        known.add(name);
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String value = values.getFirst() == null ? "" : values.getFirst(); // "?limit" without a value
        if (values.size() > 1) {
            problems.add(name, "must be given once");
        } else if (value.length() > MAX_CHARS || value.codePoints().anyMatch(Character::isISOControl)) {
            problems.add(name, "must have at most " + MAX_CHARS + " characters and no control characters");
        } else {
            try {
                return Optional.of(parser.apply(value));
            } catch (IllegalArgumentException e) {
                problems.add(name, String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Notes a problem that the caller found. */
    public void reject(String name, String reason) {
        problems.add(name, reason);
    }

    /**
     * Ends the reading.
     *
     * @throws ApiException VALIDATION_FAILED naming every problem, unknown parameters too
     */
    public void done() {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                problems.add(name, "is not known here");
            }
        }
        problems.throwIfAny();
    }
}
