package io.countersign.command.web;

import io.countersign.command.decision.Precondition;
import io.countersign.command.decision.Version;
import io.countersign.rest.error.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/** The {@code If-Match} header (RFC 9110 section 13.1.1). */
final class IfMatch {
    private static final int MAX_CHARS = 1024;
    /** RFC 9110 section 8.8.3: entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE; section 5.6.1.2: empty elements of a list count for nothing. */
    private static final Pattern TAG = Pattern.compile("[ \\t,]*(W/)?\"([\\x21\\x23-\\x7e]*)\"[ \\t]*(?:,[ \\t,]*|$)");
    private static final Pattern OURS = Pattern.compile("[1-9][0-9]{0,17}");

    private IfMatch() {}

    /** What the request demands; a tag that we never gave is one that doesn't match. */
    static Precondition of(ServerWebExchange exchange) {
        List<String> lines = exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.IF_MATCH);
        String value = String.join(",", lines).strip();
        if (lines.isEmpty() || value.equals("*")) {
            return new Precondition.AnyVersion();
        }
        Set<Version> versions = new HashSet<>();
        Matcher tags = TAG.matcher(value);
        int end = 0;
        while (end < value.length() && value.length() <= MAX_CHARS && tags.find(end) && tags.start() == end) {
            boolean strong = tags.group(1) == null; // section 8.8.3.2: a weak tag never matches here
            if (strong && OURS.matcher(tags.group(2)).matches()) {
                versions.add(new Version(Long.parseLong(tags.group(2))));
            }
            end = tags.end();
        }
        if (end < value.length() || value.isEmpty()) {
            throw ApiException.validation(HttpHeaders.IF_MATCH, "must be * or a list of entity tags, each in double quotes");
        }
        return new Precondition.OneOf(versions);
    }
}
