package io.countersign.systemtests.contract;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON texts to put in the place of a field; which of them are wrong there is the schema's to say. */
final class BadValues {
    /** No schema can say that these are no text. */
    static final List<String> NEVER_GOOD = List.of(
            "\"a\\ud800b\"", "\"\\udc00\"", "\"a\\u0000b\"", "\"abcdefgh\\u0007\"", "\"abcdefgh\\u007f\"", "\"abcdefgh\\u0085\"",
            "\"abcdefgh\\n\"", "1e400", "-1e400", "1e2147483648", "1e99999999999", "9".repeat(100_000 / 2));

    private static final int LONG_CHARS = 5_000;
    private static final List<String> ANY = List.of(
            "null", "true", "false", "0", "-1", "1.5", "12345678901234567890", "[]", "{}", "[null]", "[[]]", "[1]", "{\"a\":{\"b\":[1]}}",
            "\"\"", "\" \"", "\"x\"", "\"wrong value\"", "\"2\"", "\"null\"", "\"é\"", "\"😀\"");

    private BadValues() {}

    /** Some for any field, and those at the bounds of this one. */
    static List<String> around(JsonNode schema) {
        List<String> values = new ArrayList<>(ANY);
        JsonMapper json = JsonMapper.shared();
        values.add(json.writeValueAsString("x".repeat(LONG_CHARS)));
        for (String bound : List.of("minLength", "maxLength")) {
            int chars = schema.path(bound).asInt(0);
            for (int length = Math.max(0, chars - 1); length <= chars + 1; length++) {
                values.add(json.writeValueAsString("x".repeat(length)));
                values.add(json.writeValueAsString("😀".repeat(length)));
            }
        }
        JsonNode items = schema.path("items");
        for (JsonNode item : items.path("enum")) {
            values.add("[" + item + "]");
            values.add("[" + item + "," + item + "]");
            values.add("[" + item + ",\"x\"]");
            values.add("[" + item + "," + item + "," + item + "," + item + "]");
        }
        for (JsonNode allowed : schema.path("enum")) {
            values.add(allowed.toString());
            values.add(json.writeValueAsString(allowed.asString() + "x"));
            values.add(json.writeValueAsString(" " + allowed.asString()));
        }
        return values;
    }
}
