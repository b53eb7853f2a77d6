package io.countersign.systemtests;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The operations of an OpenAPI document. */
record ApiOperations(List<Operation> all) {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z0-9_]+)}");

    /**
     * One of them.
     *
     * @param access who may use it: {@code public}, {@code read}, {@code admin}, {@code operator}
     * @param example a body that is right, for those that have one
     * @param success the status when all is well
     */
    record Operation(String method, String pattern, String access, Optional<String> example, int success) {
        /** The names in the path, in their order. */
        List<String> parameters() {
            return PARAMETER.matcher(pattern).results().map(found -> found.group(1)).toList();
        }

        /** The path with a value for each name. */
        String path(Map<String, String> values) {
            return PARAMETER.matcher(pattern).replaceAll(found -> value(values, found));
        }

        /** Whether it is about the one installation, where another request may have been before. */
        boolean isOfAll() {
            return pattern.startsWith("/v1/rebuilds/");
        }

        boolean writes() {
            return !method.equals("GET");
        }

        @Override
        public String toString() {
            return method + " " + pattern;
        }

        private static String value(Map<String, String> values, MatchResult found) {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new AssertionError("no object is known for " + found.group() + " (expected: Tenant.newObjects makes one)");
            }
            return value;
        }
    }

    static ApiOperations of(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        document.get("paths").forEachEntry((pattern, methods) -> methods.forEachEntry((method, operation) -> operations.add(new Operation(
                method.toUpperCase(Locale.ROOT), pattern, operation.get("x-access").asString(), example(operation), success(operation)))));
        return new ApiOperations(List.copyOf(operations));
    }

    private static Optional<String> example(JsonNode operation) {
        JsonNode body = operation.path("requestBody");
        if (body.isMissingNode()) {
            return Optional.empty();
        }
        JsonNode example = body.at("/content/application~1json/example");
        if (example.isMissingNode()) {
            throw new AssertionError(operation.get("operationId") + " has a body without an example");
        }
        return Optional.of(example.toString());
    }

    private static int success(JsonNode operation) {
        return operation.get("responses").propertyNames().stream()
                .filter(status -> status.startsWith("2"))
                .mapToInt(Integer::parseInt)
                .min()
                .orElseThrow();
    }
}
