package io.countersign.systemtests.contract;

import io.countersign.systemtests.contract.HttpMessage.Answer;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** Whether an answer is what the document says: status, content type, headers, body. */
public final class AnswerCheck {
    /** Of HTTP itself and for browsers; everything else is to be documented. */
    private static final Set<String> OF_HTTP = Set.of(
            "connection", "content-length", "transfer-encoding", "content-type", "date", "cache-control", "accept-ranges",
            "content-security-policy", "referrer-policy", "x-content-type-options");

    private static final int METHOD_NOT_ALLOWED = 405;

    private final Schemas schemas;

    public AnswerCheck(Schemas schemas) {
        this.schemas = schemas;
    }

    /** What is not as documented; empty when all is. */
    public List<String> problems(Operation operation, Request request, Answer answer) {
        Optional<JsonNode> documented = operation.response(answer.status());
        if (documented.isEmpty()) {
            return List.of("status " + answer.status() + " (expected: one of " + operation.statuses() + ")");
        }
        List<String> problems = new ArrayList<>();
        checkHeaders(operation, documented.get().path("headers"), answer, problems);
        if (!request.method().equals("HEAD")) {
            checkBody(operation, documented.get().path("content"), answer, problems);
        }
        return problems;
    }

    private void checkHeaders(Operation operation, JsonNode documented, Answer answer, List<String> problems) {
        List<String> known = new ArrayList<>(OF_HTTP);
        for (Map.Entry<String, JsonNode> entry : documented.properties()) {
            JsonNode header = operation.document().resolve(entry.getValue());
            known.add(entry.getKey().toLowerCase(Locale.ROOT));
            Optional<String> value = answer.header(entry.getKey());
            if (value.isEmpty() && header.path("required").asBoolean(false)) {
                problems.add("the header " + entry.getKey() + " is missing");
            }
            value.ifPresent(text -> schemas.problems(header.get("schema"), StringNode.valueOf(text))
                    .forEach(problem -> problems.add("header " + entry.getKey() + problem)));
        }
        for (String name : answer.headers().keySet()) {
            if (!known.contains(name) && !(answer.status() == METHOD_NOT_ALLOWED && name.equals("allow"))) {
                problems.add("the header " + name + " is not documented");
            }
        }
    }

    private void checkBody(Operation operation, JsonNode content, Answer answer, List<String> problems) {
        if (content.isEmpty()) {
            if (!answer.body().isEmpty() || answer.header("content-type").isPresent()) {
                problems.add("a body (expected: none)");
            }
            return;
        }
        String type = answer.header("content-type").orElse("none");
        JsonNode documented = content.get(type);
        if (documented == null) {
            problems.add("content type " + type + " (expected: one of " + content.propertyNames() + ")");
            return;
        }
        try {
            JsonNode body = JsonMapper.shared().readTree(answer.body());
            schemas.problems(documented.get("schema"), body).forEach(problem -> problems.add("body" + problem));
            String code = body.at("/error/code").asString("");
            String expected = documented.at("/example/error/code").asString("");
            if (answer.status() >= 400 && !code.equals(expected)) {
                problems.add("error code " + code + " (expected of " + operation + ": " + expected + ")");
            }
        } catch (JacksonException e) {
            problems.add("a body that is no JSON: " + answer.body().substring(0, Math.min(200, answer.body().length())));
        }
    }
}
