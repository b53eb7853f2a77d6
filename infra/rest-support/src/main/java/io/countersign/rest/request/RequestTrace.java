package io.countersign.rest.request;

import io.countersign.kafka.trace.TraceParent;
import java.util.List;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** Our part of the trace that a request belongs to: the client's trace where its header is right, else one of our own. */
public final class RequestTrace {
    private static final String ATTRIBUTE = RequestTrace.class.getName();

    private RequestTrace() {}

    /** The same for every call within a request. */
    public static TraceParent of(ServerWebExchange exchange) {
        TraceParent known = exchange.getAttribute(ATTRIBUTE);
        if (known != null) {
            return known;
        }
        TraceParent trace = sent(exchange).map(TraceParent::child).orElseGet(TraceParent::begin);
        exchange.getAttributes().put(ATTRIBUTE, trace);
        return trace;
    }

    /** Two of them contradict each other: then there is none. */
    private static Optional<TraceParent> sent(ServerWebExchange exchange) {
        List<String> lines = exchange.getRequest().getHeaders().getOrEmpty(TraceParent.HEADER);
        return lines.size() == 1 ? TraceParent.parse(lines.getFirst()) : Optional.empty();
    }
}
