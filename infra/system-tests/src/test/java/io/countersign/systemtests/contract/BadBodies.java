package io.countersign.systemtests.contract;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.systemtests.contract.HttpMessage.Framing;
import io.countersign.systemtests.contract.HttpMessage.Request;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bodies around the edges of an operation's schema; good ones are among them, so that "refuse everything" is no answer. */
public final class BadBodies {
    private static final String WHOLE = "body";
    private static final int MAX_BYTES = 64 * 1024;
    private static final int FAR_TOO_LARGE_BYTES = 10 * 1024 * 1024;
    private static final int DEEP = 10_000;

    private final Schemas schemas;
    private final ApiDocument document;
    private final JsonNode schema;
    private final ObjectNode example;
    private final Request good;
    private final int success;
    private final List<BadRequest> found = new ArrayList<>();

    private BadBodies(Operation operation, Request good) {
        this.document = operation.document();
        this.schemas = new Schemas(document);
        this.schema = operation.bodySchema().orElseThrow();
        this.example = (ObjectNode) operation.bodyExample().orElseThrow();
        this.good = good;
        this.success = operation.success();
    }

    /** Every body to try on an operation, starting from a good request. */
    public static List<BadRequest> of(Operation operation, Request good) {
        BadBodies bodies = new BadBodies(operation, good);
        bodies.fields();
        bodies.names();
        bodies.syntax();
        bodies.sizes();
        bodies.types();
        return bodies.found;
    }

    private void fields() {
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        for (Map.Entry<String, JsonNode> field : schema.get("properties").properties()) {
            String name = field.getKey();
            for (String value : BadValues.around(document.resolve(field.getValue()))) {
                Request request = good.json(with(name, value));
                List<String> problems = schemas.problems(schema, JsonMapper.shared().readTree(with(name, value)));
                found.add(problems.isEmpty()
                        ? new BadRequest("good " + name, request, Set.of(success, 409), "")
                        : BadRequest.naming(name, "bad " + name + "=" + value, request));
            }
            for (String value : BadValues.NEVER_GOOD) {
                boolean unread = value.length() > 100;
                found.add(BadRequest.naming(unread ? WHOLE : name, name + " never good", good.json(with(name, value))));
            }
            if (required.contains(name)) {
                found.add(BadRequest.naming(name, "without " + name, good.json(without(name))));
            }
            String twice = "{\"" + name + "\":null," + example.toString().substring(1);
            found.add(example.has(name)
                    ? BadRequest.naming(name, name + " twice", good.json(twice))
                    : BadRequest.naming(name, name + " twice", good.json("{\"" + name + "\":null," + with(name, "null").substring(1))));
        }
    }

    private void names() {
        for (String name : List.of(
                "zzz", "Name", "", " ", "a.b", "a[0]", "\\u0000", "\\n", "\\ud800", "\\udc00x", "__proto__", "é", "name ", "<b>",
                "x".repeat(1_000), "x".repeat(63) + "😀", "😀".repeat(70))) {
            found.add(new BadRequest("unknown name", good.json("{\"" + name + "\":1," + example.toString().substring(1)), Set.of(400), ""));
        }
        found.add(BadRequest.naming("zzz", "unknown name", good.json("{\"zzz\":{\"a\":[1]}," + example.toString().substring(1))));
        StringBuilder many = new StringBuilder("{");
        for (int i = 0; i < 5_000; i++) {
            many.append("\"f").append(i).append("\":0,");
        }
        found.add(BadRequest.naming("f0", "many unknown names", good.json(many + example.toString().substring(1))));
    }

    private void syntax() {
        String json = example.toString();
        for (String text : List.of(
                "", " ", "null", "true", "1", "\"x\"", "[]", "[" + json + "]", "{", "}", "{}}", json + json, json + "x", json + ",", json + "\u0000",
                json.substring(0, json.length() - 1), "{,}", "{\"name\"}", "{\"name\":}", "{name:1}", "{'name':'x'}", "{\"a\":1,}", "{\"a\":NaN}",
                "{\"a\":01}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":Infinity}", "{\"a\":\"\t\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}",
                "/* */" + json, json + "// x", "\ufeff" + json, "<html></html>", "name=x", "[".repeat(DEEP), "{\"a\":".repeat(DEEP),
                "{\"a\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}", "[".repeat(60_000), "{\"" + "a".repeat(60_000) + "\":1}")) {
            found.add(BadRequest.naming(WHOLE, "syntax " + text.substring(0, Math.min(20, text.length())), good.json(text)));
        }
        byte[] bytes = json.getBytes(UTF_8);
        for (byte[] broken : List.of(
                new byte[] {(byte) 0xc3, 0x28}, new byte[] {(byte) 0xc0, (byte) 0x80}, new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xff}, new byte[] {(byte) 0xf0, (byte) 0x9f})) {
            byte[] body = ByteBuffer.allocate(bytes.length + broken.length).put(bytes, 0, 2).put(broken).put(bytes, 2, bytes.length - 2).array();
            found.add(BadRequest.naming(WHOLE, "broken UTF-8", good.json("").body(body)));
        }
        found.add(BadRequest.naming(WHOLE, "UTF-16 that is not said", good.json("").body(json.getBytes(UTF_16))));
        found.add(BadRequest.naming(WHOLE, "no body", Request.of(good.method(), good.target())
                .plus("Content-Type", "application/json").plus("Authorization", authorization())));
    }

    private void sizes() {
        for (Framing framing : Framing.values()) {
            Request request = good.framed(framing);
            found.add(new BadRequest("small " + framing, request, Set.of(success, 409), ""));
            found.add(new BadRequest("64 KiB " + framing, request.body(padded(MAX_BYTES)), Set.of(success, 409), ""));
            found.add(BadRequest.answered(413, "64 KiB + 1 " + framing, request.body(padded(MAX_BYTES + 1))));
            found.add(BadRequest.answered(413, "10 MiB " + framing, request.body(padded(FAR_TOO_LARGE_BYTES))));
        }
    }

    private void types() {
        for (String type : List.of(
                "text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "application/json;charset=bogus", "application/*",
                "*/*", "nonsense", "application/json, text/plain", "application/problem+json", "/")) {
            found.add(BadRequest.answered(415, "type " + type, good.with("Content-Type", type)));
        }
        found.add(BadRequest.answered(415, "no type", good.without("Content-Type")));
        found.add(BadRequest.answered(415, "coded", good.plus("Content-Encoding", "gzip")));
        for (String type : List.of("application/json;charset=UTF-8", "APPLICATION/JSON", "application/json; charset=\"utf-8\"")) {
            found.add(new BadRequest("type " + type, good.with("Content-Type", type), Set.of(success, 409), ""));
        }
    }

    private String authorization() {
        return good.headers().stream().filter(header -> header.name().equals("Authorization")).findAny().orElseThrow().value();
    }

    /** The example with this JSON text as the field. */
    private String with(String field, String json) {
        String rest = without(field);
        return "{\"" + field + "\":" + json + (rest.equals("{}") ? "}" : "," + rest.substring(1));
    }

    private String without(String field) {
        return example.deepCopy().without(field).toString();
    }

    /** The example with spaces behind it. */
    private byte[] padded(int length) {
        byte[] json = example.toString().getBytes(UTF_8);
        byte[] padded = new byte[length];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(json, 0, padded, 0, json.length);
        return padded;
    }
}
