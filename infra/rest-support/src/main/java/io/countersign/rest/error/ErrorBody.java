package io.countersign.rest.error;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of an error, in the form that the surface of the path documents. Below {@code /api/v1} RFC 9457 problem details
 * ({@code type}, {@code title}, {@code status}, {@code detail}, {@code instance}, {@code errors}); everywhere else
 * {@code {"error":{"code","message","details":[{"field","reason"}]}}}. The one place where the two differ.
 */
public final class ErrorBody {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PROBLEM_TYPES = "/docs/problems/";

    private final String contentType;
    private final ObjectNode content;

    private ErrorBody(String contentType, ObjectNode content) {
        this.contentType = contentType;
        this.content = content;
    }

    /**
     * The body for a refusal.
     *
     * @param rawPath of the request line, without the query: tells the surface
     */
    public static ErrorBody of(String rawPath, ErrorCode code, String message, List<FieldReason> details) {
        return Surface.of(rawPath) == Surface.PROVIDER_ACCESS
                ? new ErrorBody("application/problem+json", problem(rawPath, code, message, details))
                : new ErrorBody("application/json", error(code, message, details));
    }

    public String contentType() {
        return contentType;
    }

    /** UTF-8. */
    public byte[] bytes() {
        return JSON.writeValueAsBytes(content);
    }

    private static ObjectNode error(ErrorCode code, String message, List<FieldReason> details) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode error = root.putObject("error");
        error.put("code", code.name());
        error.put("message", message);
        list(error.putArray("details"), details);
        return root;
    }

    private static ObjectNode problem(String rawPath, ErrorCode code, String message, List<FieldReason> details) {
        String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        ObjectNode root = JSON.createObjectNode();
        root.put("type", PROBLEM_TYPES + words.replace(' ', '-'));
        root.put("title", Character.toUpperCase(words.charAt(0)) + words.substring(1));
        root.put("status", code.status());
        root.put("detail", message);
        root.put("instance", rawPath);
        if (!details.isEmpty()) {
            list(root.putArray("errors"), details);
        }
        return root;
    }

    private static void list(ArrayNode list, List<FieldReason> details) {
        for (FieldReason detail : details) {
            list.addObject().put("field", detail.field()).put("reason", detail.reason());
        }
    }
}
