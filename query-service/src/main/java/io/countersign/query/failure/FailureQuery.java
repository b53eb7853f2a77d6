package io.countersign.query.failure;

import io.countersign.rest.query.QueryParameters;
import io.countersign.rest.token.Cursors;
import java.time.Instant;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** What a request asks of a list of failures. */
record FailureQuery(FailureFilter filter, Optional<String> after, int limit) {
    private static final int MAX_USERNAME_CHARS = 64;

    /** Reads the parameters; {@code list} names the list that a cursor belongs to. */
    static FailureQuery of(ServerWebExchange exchange, Cursors cursors, String list) {
        QueryParameters parameters = QueryParameters.of(exchange);
        Optional<Instant> since = parameters.instant("since");
        Optional<Instant> until = parameters.instant("until");
        FailureFilter filter = new FailureFilter(
                since,
                until,
                parameters.text("reason", FailureQuery::reason),
                parameters.text("username", MAX_USERNAME_CHARS),
                parameters.address("source_ip"));
        FailureQuery query = new FailureQuery(filter, parameters.after(cursors, list), parameters.limit());
        if (since.isPresent() && until.isPresent() && since.get().isAfter(until.get())) {
            parameters.reject("since", "must not be after until");
        }
        parameters.done();
        return query;
    }

    private static FailureReason reason(String code) {
        return FailureReason.of(code)
                .orElseThrow(() -> new IllegalArgumentException("must be a reason code such as wrong_password"));
    }
}
