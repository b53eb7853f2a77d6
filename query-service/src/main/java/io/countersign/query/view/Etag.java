package io.countersign.query.view;

import org.springframework.http.ResponseEntity;

/** The {@code ETag} of a single object: the sequence of the last event that changed it. */
public final class Etag {
    private Etag() {}

    public static <T> ResponseEntity<T> ok(long version, T body) {
        return ResponseEntity.ok().eTag("\"" + version + "\"").body(body);
    }
}
