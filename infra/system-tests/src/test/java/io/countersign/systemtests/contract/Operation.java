package io.countersign.systemtests.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** One operation of the document; {@code path} is its template. */
public record Operation(ApiDocument document, String method, String path, JsonNode node) {
    private static final String JSON = "application/json";

    /** A parameter; {@code in} is path, query or header. */
    public record Parameter(String name, String in, JsonNode schema) {}

    public String id() {
        return node.get("operationId").asString();
    }

    /** public, read, admin or operator. */
    public String access() {
        return node.get("x-access").asString();
    }

    public boolean isPublic() {
        return access().equals("public");
    }

    public List<Parameter> parameters(String in) {
        List<Parameter> found = new ArrayList<>();
        for (JsonNode reference : node.path("parameters")) {
            JsonNode parameter = document.resolve(reference);
            if (parameter.get("in").asString().equals(in)) {
                found.add(new Parameter(parameter.get("name").asString(), in, document.resolve(parameter.get("schema"))));
            }
        }
        return found;
    }

    public boolean hasHeader(String name) {
        return parameters("header").stream().anyMatch(parameter -> parameter.name().equals(name));
    }

    public Optional<JsonNode> bodySchema() {
        return body().map(content -> document.resolve(content.get("schema")));
    }

    public Optional<JsonNode> bodyExample() {
        return body().map(content -> content.get("example"));
    }

    /** The path with these values in the place of its parameters. */
    public String target(Map<String, String> values) {
        String target = path;
        for (Parameter parameter : parameters("path")) {
            String value = values.get(parameter.name());
            if (value == null) {
                throw new IllegalStateException("no value for {" + parameter.name() + "} of " + path
                        + " (expected: one learned from the answer of a POST to the path before it)");
            }
            target = target.replace("{" + parameter.name() + "}", value);
        }
        return target;
    }

    public SortedSet<Integer> statuses() {
        SortedSet<Integer> statuses = new TreeSet<>();
        node.get("responses").propertyNames().forEach(status -> statuses.add(Integer.valueOf(status)));
        return statuses;
    }

    /** The documented status of a good request. */
    public int success() {
        return statuses().first();
    }

    public Optional<JsonNode> response(int status) {
        return Optional.ofNullable(node.get("responses").get(Integer.toString(status))).map(document::resolve);
    }

    @Override
    public String toString() {
        return id();
    }

    private Optional<JsonNode> body() {
        return Optional.ofNullable(node.get("requestBody")).map(body -> body.get("content").get(JSON));
    }
}
