package io.countersign.rest.request;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/** Names one request in answers, logs and events; the client may choose it. */
public final class RequestId {
    /** Name of the header, in requests and responses. */
    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();

    /** Nothing that could break a log line. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {}

    /** The request's id: the client's where its form is right, else a new one. It is set on the response too. */
    public static String of(ServerWebExchange exchange) {
        String known = exchange.getAttribute(ATTRIBUTE);
        if (known != null) {
            return known;
        }
        String id = of(exchange.getRequest().getHeaders().getFirst(HEADER));
        exchange.getAttributes().put(ATTRIBUTE, id);
        if (!exchange.getResponse().isCommitted()) {
            exchange.getResponse().getHeaders().set(HEADER, id);
        }
        return id;
    }

    /** The id for a request that came with this one: the same where its form is right, else a new one. */
    public static String of(@Nullable String sent) {
        return sent != null && FORM.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
    }
}
