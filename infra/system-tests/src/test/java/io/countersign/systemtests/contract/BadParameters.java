package io.countersign.systemtests.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.systemtests.contract.HttpMessage.Request;
import io.countersign.systemtests.contract.Operation.Parameter;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.StringNode;

/** Paths, queries and headers around the edges of what an operation takes; good ones are among them. */
public final class BadParameters {
    private static final Set<Integer> NOTHING_THERE = Set.of(404);
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final List<String> VALUES = List.of(
            "", " ", "0", "1", "-1", "+5", "05", "5 ", "1.5", "1e2", "100", "999", "1000", "1001", "2147483648", "99999999999999999999", "٣", "x", "true",
            "null", "[]", "2026-04-09T10:35:00Z", "2026-04-09T10:35:00+02:00", "2026-04-09", "2026-13-01T00:00:00Z", "99999-01-01T00:00:00Z",
            "wrong_password", "Wrong_Password", "203.0.113.9", "2001:db8::1", "203.0.113", "203.0.113.256", "localhost", "::1%eth0",
            "a\u0000b", "a\nb", "a\u007fb", "😀", "x".repeat(64), "x".repeat(65), "x".repeat(3_000));
    /** Texts in a path, percent-encoded already: none is an id. */
    private static final List<String> SEGMENTS = List.of(
            "x", "%00", "a%00b", "%0a", "%0d%0aX-Injected:%201", "%7f", "%ff", "%c3%28", "%F0%9F%98%80", "..%2f..", "%2e%2e", "%25", "%2525", "+", "~", "'",
            "%22", "%3Cb%3E", "*", "-1", "0", "99999999999999999999", "null", "x".repeat(64), "x".repeat(3_000), "acc_", "trunk_%00aaaaaaaaaaa",
            "ACC_AAAAAAAAAAAA", "trunk_aaaaaaaaaaaaa", "%EF%BB%BF");

    private BadParameters() {}

    /** Every parameter to try on an operation, starting from a good request. */
    public static List<BadRequest> of(Operation operation, World world) {
        Request good = world.request(operation);
        List<BadRequest> found = new ArrayList<>();
        path(operation, world, found);
        query(operation, good, found);
        headers(operation, good, found);
        if (!operation.isPublic()) {
            accept(operation, good, found);
        }
        return found;
    }

    private static void path(Operation operation, World world, List<BadRequest> found) {
        for (Parameter parameter : operation.parameters("path")) {
            for (String segment : SEGMENTS) {
                found.add(new BadRequest("path " + parameter.name(), world.elsewhere(operation, parameter.name(), segment), NOTHING_THERE, ""));
            }
            String id = world.id(parameter.name());
            String other = id.length() < 2 ? "999999" : id.substring(0, id.length() - 1) + (id.endsWith("a") ? "b" : "a");
            found.add(new BadRequest("nothing there", world.elsewhere(operation, parameter.name(), other), NOTHING_THERE, ""));
        }
    }

    private static void query(Operation operation, Request good, List<BadRequest> found) {
        Schemas schemas = new Schemas(operation.document());
        for (Parameter parameter : operation.parameters("query")) {
            String name = parameter.name();
            for (String value : VALUES) {
                Request request = asking(good, name + "=" + URLEncoder.encode(value, UTF_8));
                boolean valid = !name.equals("after") // a cursor is ours or wrong
                        && value.codePoints().noneMatch(Character::isISOControl)
                        && schemas.problems(parameter.schema(), typed(parameter.schema(), value)).isEmpty();
                found.add(valid
                        ? BadRequest.answered(operation.success(), "good " + name, request)
                        : BadRequest.naming(name, "bad " + name + "=" + value, request));
            }
            found.add(BadRequest.naming(name, name + " without a value", asking(good, name)));
            found.add(BadRequest.naming(name, name + " twice", asking(good, name + "=1&" + name + "=1")));
        }
        if (!operation.isPublic()) {
            for (String name : List.of("zzz", "LIMIT", "limit[]", "%00", "%ff", "x".repeat(1_000), "x".repeat(63) + "%F0%9F%98%80", "%F0%9F%98%80".repeat(70))) {
                found.add(new BadRequest("unknown parameter", asking(good, name + "=1"), Set.of(400), name.equals("zzz") ? name : ""));
            }
            found.add(BadRequest.answered(400, "broken query", asking(good, "zzz=%zz")));
        }
    }

    private static void headers(Operation operation, Request good, List<BadRequest> found) {
        header(operation, good, "Idempotency-Key", List.of("", "a b", "x".repeat(256), "é"), found);
        header(operation, good, "Consistency-Token", List.of("", "x", "AAAA", "x".repeat(2_000), ",", "x, ".repeat(40)), found);
        header(operation, good, "If-Match", List.of("", "1", "\"1", "W/1", "\"1\" \"2\"", "*, \"1\"", "\"" + "x".repeat(3_000) + "\""), found);
        if (operation.hasHeader("Idempotency-Key")) {
            found.add(BadRequest.naming("Idempotency-Key", "two keys", good.plus("Idempotency-Key", "a").plus("Idempotency-Key", "b")));
        }
    }

    private static void header(Operation operation, Request good, String name, List<String> values, List<BadRequest> found) {
        if (operation.hasHeader(name)) {
            for (String value : values) {
                found.add(BadRequest.naming(name, "bad " + name + ": " + value, good.with(name, value)));
            }
        }
    }

    private static void accept(Operation operation, Request good, List<BadRequest> found) {
        for (String types : List.of("text/html", "application/xml, image/*", "application/json;q=0", "nonsense", "text/html, */*;q=0", "application/problem+json")) {
            found.add(BadRequest.answered(406, "accept " + types, good.plus("Accept", types)));
        }
        if (operation.method().equals("GET")) {
            for (String types : List.of("*/*", "application/*", "text/html, application/json;q=0.1", "APPLICATION/JSON", "application/json; charset=utf-8")) {
                found.add(BadRequest.answered(operation.success(), "accept " + types, good.plus("Accept", types)));
            }
        }
    }

    private static Request asking(Request good, String query) {
        return good.at(good.target() + "?" + query);
    }

    /** A query's text as the JSON value that it stands for. */
    private static JsonNode typed(JsonNode schema, String value) {
        return schema.path("type").asString("").equals("integer") && WHOLE_NUMBER.matcher(value).matches()
                ? BigIntegerNode.valueOf(new BigInteger(value))
                : StringNode.valueOf(value);
    }
}
