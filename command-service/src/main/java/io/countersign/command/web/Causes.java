package io.countersign.command.web;

import io.countersign.command.aggregate.Cause;
import io.countersign.rest.key.Caller;
import io.countersign.rest.request.RequestTrace;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** The caller of a request, and its trace, as the cause of events. */
final class Causes {
    private Causes() {}

    static Cause of(ServerWebExchange exchange) {
        Caller caller = Caller.of(exchange);
        return new Cause(
                Optional.ofNullable(caller.keyId()),
                caller.role().text(),
                Optional.of(caller.sourceIp()),
                Optional.of(caller.requestId()),
                Optional.of(RequestTrace.of(exchange)));
    }
}
