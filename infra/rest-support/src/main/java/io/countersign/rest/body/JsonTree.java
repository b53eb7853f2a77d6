package io.countersign.rest.body;

import io.countersign.rest.error.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON text as maps, lists, {@code String}, {@code Long}, {@code BigDecimal}, {@code Boolean} and {@link Null#NULL}: total and
 * bounded, each input gives a tree or problems. Duplicate names and control characters are problems, not choices.
 */
final class JsonTree {
    /** RFC 8259, section 9: an implementation may set limits. No body of ours needs more than 3. */
    static final int MAX_DEPTH = 16;

    /** Field name of problems with the whole body. */
    static final String WHOLE = "body";

    /** JSON's null. */
    enum Null {
        NULL
    }

    private static final int MAX_NUMBER_CHARS = 100;
    private static final int MAX_NAME_CHARS = 256;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxNameLength(MAX_NAME_CHARS)
                    .build())
            .build();

    private final JsonParser parser;
    private final Problems problems;

    private JsonTree(JsonParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The object that is the text; with problems it is what could be read. */
    static Map<String, Object> object(String text, Problems problems) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new JsonTree(parser, problems).readWhole();
        } catch (JacksonException e) {
            problems.add(WHOLE, reason(e)); // its own message would quote the body
            return Map.of();
        }
    }

    private Map<String, Object> readWhole() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            problems.add(WHOLE, "must be a JSON object");
            return Map.of();
        }
        Map<String, Object> object = readObject();
        if (parser.nextToken() != null) {
            problems.add(WHOLE, "must be one JSON object and nothing after it");
        }
        return object;
    }

    private Map<String, Object> readObject() {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (object.put(name, readValue()) != null) {
                reject("must be given once");
            }
        }
        return object;
    }

    private List<Object> readArray() {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(readValue());
        }
        return array;
    }

    private Object readValue() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject();
            case START_ARRAY -> readArray();
            case VALUE_STRING -> readText();
            case VALUE_NUMBER_INT -> parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? readDecimal()
                    : Long.valueOf(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> readDecimal();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Null.NULL;
            default -> throw new IllegalStateException("a token that starts no value (expected: none from this parser)");
        };
    }

    /** Refuses what would fill the memory when someone writes it out: {@code 1e2147483647} is 12 characters here. */
    private BigDecimal readDecimal() {
        try {
            BigDecimal number = parser.getDecimalValue();
            if (Math.abs((long) number.scale()) <= MAX_NUMBER_CHARS) {
                return number;
            }
        } catch (NumberFormatException e) { // an exponent that no BigDecimal has
        }
        reject("must be a number of at most " + MAX_NUMBER_CHARS + " digits");
        return BigDecimal.ZERO;
    }

    private String readText() {
        String text = parser.getString();
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            reject("must not hold control characters");
        } else if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            reject("must be valid Unicode, without unpaired surrogates");
        }
        return text;
    }

    /** Notes a problem of the value just read. Its path is made here only: made for each value it would fill the memory. */
    private void reject(String reason) {
        if (!problems.areEnough()) {
            problems.add(path(parser.streamReadContext()), reason);
        }
    }

    private static String path(TokenStreamContext context) {
        if (context.inRoot()) {
            return "";
        }
        String outer = path(context.getParent());
        if (context.inArray()) {
            return outer + "[" + context.getCurrentIndex() + "]";
        }
        return outer.isEmpty() ? context.currentName() : outer + "." + context.currentName();
    }

    private static String reason(JacksonException e) {
        if (e instanceof tools.jackson.core.exc.StreamConstraintsException) {
            return "must be nested at most " + MAX_DEPTH + " deep, with names of at most " + MAX_NAME_CHARS
                    + " characters and numbers of at most " + MAX_NUMBER_CHARS + " digits";
        }
        TokenStreamLocation at = e.getLocation();
        return at == null
                ? "must be valid JSON"
                : "must be valid JSON (it is not at line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
