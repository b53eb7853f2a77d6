package io.countersign.command.aggregate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A flat JSON object with named, typed fields: the vocabulary of the stored forms. */
final class JsonFields {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final ObjectNode node;

    private JsonFields(ObjectNode node) {
        this.node = node;
    }

    static JsonFields empty() {
        return new JsonFields(MAPPER.createObjectNode());
    }

    static JsonFields of(StoredText stored, String knownRevision) {
        if (!stored.revision().equals(knownRevision)) {
            throw new UnknownFormException(stored.type(), stored.revision());
        }
        return parse(stored.json());
    }

    static JsonFields parse(String json) {
        if (MAPPER.readTree(json) instanceof ObjectNode object) {
            return new JsonFields(object);
        }
        throw new IllegalArgumentException("stored JSON that is no object (expected: an object)");
    }

    JsonFields put(String name, String value) {
        node.put(name, value);
        return this;
    }

    JsonFields put(String name, Instant value) {
        return put(name, value.toString());
    }

    JsonFields put(String name, long value) {
        node.put(name, value);
        return this;
    }

    /** An empty one leaves the field out. */
    JsonFields put(String name, Optional<String> value) {
        value.ifPresent(text -> node.put(name, text));
        return this;
    }

    JsonFields put(String name, List<String> values) {
        var array = node.putArray(name);
        values.forEach(array::add);
        return this;
    }

    /** Adds an object to the array of that name. */
    JsonFields add(String name, JsonFields element) {
        node.withArray(name).add(element.node);
        return this;
    }

    StoredText as(String type, String revision) {
        return new StoredText(type, revision, json());
    }

    String json() {
        return node.toString();
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> new IllegalArgumentException("stored JSON without " + name));
    }

    Optional<String> optionalText(String name) {
        JsonNode value = node.path(name);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    int number(String name) {
        return Math.toIntExact(longNumber(name));
    }

    long longNumber(String name) {
        if (node.path(name).isIntegralNumber()) {
            return node.path(name).longValue();
        }
        throw new IllegalArgumentException("stored JSON without the number " + name);
    }

    Instant instant(String name) {
        return Instant.parse(text(name));
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        node.path(name).forEach(element -> texts.add(element.stringValue()));
        return List.copyOf(texts);
    }

    List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        node.path(name).forEach(element -> objects.add(new JsonFields((ObjectNode) element)));
        return List.copyOf(objects);
    }

    Map<String, String> allTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().stringValue()));
        return texts;
    }
}
