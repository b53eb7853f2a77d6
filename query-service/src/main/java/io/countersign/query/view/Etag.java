package io.countersign.query.view;

import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ServerWebExchange;

/** The {@code ETag} of a single object: the sequence of the last event that changed it. */
public final class Etag {
    private Etag() {}

    /** An answer that only events change: the framework makes it a 304 for who has it (RFC 9110, section 13.1.2). */
    public static <T> ResponseEntity<T> ok(long version, T body) {
        return ResponseEntity.ok().eTag(text(version)).body(body);
    }

    /** An answer that also tells what is no change of the object, for example since when nodes know it: never a 304. */
    public static <T> T live(ServerWebExchange exchange, long version, T body) {
        exchange.getResponse().getHeaders().setETag(text(version));
        return body;
    }

    private static String text(long version) {
        return "\"" + version + "\"";
    }
}
