package io.countersign.systemtests.contract;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Validates values by the document's schemas (JSON Schema 2020-12, which OpenAPI 3.1 uses), formats too. Clients are not
 * promised that no field will come; here, a field that the schema doesn't name is an error.
 */
public final class Schemas {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
            Dialects.getDraft202012(),
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private static final Set<String> OF_ALTERNATIVES = Set.of("oneOf", "anyOf");

    private final ApiDocument document;
    private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

    public Schemas(ApiDocument document) {
        this.document = document;
    }

    /** What is wrong with a value; empty when nothing is. */
    public List<String> problems(JsonNode schema, JsonNode value) {
        return compiled.computeIfAbsent(schema, it -> REGISTRY.getSchema(closed(it))).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /** The schema without references, every object of it closed. */
    JsonNode closed(JsonNode schema) {
        JsonNode open = open(schema);
        if (open instanceof ObjectNode object && (object.has("properties") || object.has("allOf"))) {
            object.put("unevaluatedProperties", false);
        }
        return open;
    }

    /** The same, but the object itself may have more fields: for a part of an {@code allOf}. */
    private JsonNode open(JsonNode schema) {
        if (!(document.resolve(schema) instanceof ObjectNode resolved)) {
            return schema;
        }
        ObjectNode copy = JsonMapper.shared().createObjectNode();
        for (Map.Entry<String, JsonNode> keyword : resolved.properties()) {
            copy.set(keyword.getKey(), expanded(keyword.getKey(), keyword.getValue()));
        }
        return copy;
    }

    private JsonNode expanded(String keyword, JsonNode value) {
        if (keyword.equals("properties")) {
            ObjectNode properties = JsonMapper.shared().createObjectNode();
            value.properties().forEach(property -> properties.set(property.getKey(), closed(property.getValue())));
            return properties;
        }
        if (keyword.equals("items") || keyword.equals("additionalProperties")) {
            return closed(value);
        }
        if (keyword.equals("allOf") || OF_ALTERNATIVES.contains(keyword)) {
            ArrayNode parts = JsonMapper.shared().createArrayNode();
            value.forEach(part -> parts.add(keyword.equals("allOf") ? open(part) : closed(part)));
            return parts;
        }
        return value;
    }
}
