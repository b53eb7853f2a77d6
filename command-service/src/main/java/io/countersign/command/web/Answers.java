package io.countersign.command.web;

import io.countersign.command.decision.Version;
import io.countersign.command.idempotency.StoredResponse;
import io.countersign.rest.token.ConsistencyToken;
import io.countersign.rest.token.ConsistencyTokens;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes the answers of writes: body, {@code ETag}, {@code Consistency-Token}, {@code Location}. */
final class Answers {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ConsistencyTokens tokens;

    Answers(ConsistencyTokens tokens) {
        this.tokens = tokens;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** What an answer tells. */
    static JsonNode body(StoredResponse answer) {
        return MAPPER.readTree(answer.json());
    }

    /**
     * 201.
     *
     * @param changed the event that made the object
     * @param written the last event of the write
     */
    StoredResponse created(Aggregate aggregate, Version changed, Version written, String location, ObjectNode body) {
        Map<String, String> headers = Map.of(
                HttpHeaders.ETAG, "\"" + changed.sequence() + "\"",
                ConsistencyTokens.HEADER, token(aggregate, written),
                HttpHeaders.LOCATION, location);
        return new StoredResponse(201, headers, body.toString());
    }

    /** 204: the object is gone. */
    StoredResponse deleted(Aggregate aggregate, Version written) {
        return new StoredResponse(204, Map.of(ConsistencyTokens.HEADER, token(aggregate, written)), "");
    }

    private String token(Aggregate aggregate, Version written) {
        return tokens.format(new ConsistencyToken(aggregate.type(), aggregate.id(), aggregate.account(), written.sequence()));
    }

    /** What a write was about, and whose it is. */
    record Aggregate(String type, String id, String account) {
        static final String TRUNK = "trunk";

        static Aggregate account(String id) {
            return new Aggregate("account", id, id);
        }

        static Aggregate trunk(String id, String account) {
            return new Aggregate(TRUNK, id, account);
        }
    }
}
