package io.countersign.rest.error;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The one error body on {@code /v1}: {@code {"error":{"code","message","details":[{"field","reason"}]}}}. */
public final class ErrorBody {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ErrorBody() {}

    /** The body as UTF-8. */
    public static byte[] json(ErrorCode code, String message, List<FieldReason> details) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode error = root.putObject("error");
        error.put("code", code.name());
        error.put("message", message);
        ArrayNode list = error.putArray("details");
        for (FieldReason detail : details) {
            list.addObject().put("field", detail.field()).put("reason", detail.reason());
        }
        return JSON.writeValueAsBytes(root);
    }
}
