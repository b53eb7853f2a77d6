package io.countersign.command.idempotency;

import java.util.Map;

/**
 * A 2xx answer, ready to be sent or kept.
 *
 * @param headers response headers
 * @param json body; empty for 204
 */
public record StoredResponse(int status, Map<String, String> headers, String json) {
    public StoredResponse {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "StoredResponse(" + status + ", body redacted)"; // it may hold a one-time secret
    }
}
