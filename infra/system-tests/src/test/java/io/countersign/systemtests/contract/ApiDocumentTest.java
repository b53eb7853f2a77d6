package io.countersign.systemtests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ApiDocumentTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(Dialects.getDraft202012());

    private final ApiDocument document = ApiDocument.onClasspath();
    private final Schemas schemas = new Schemas(document);

    @Test
    void itIsAnOpenApi31Document() throws IOException {
        assertThat(structure().validate(document.root()).stream().map(Error::toString)).isEmpty();
    }

    @Test
    void aDocumentThatIsNoneIsFound() throws IOException {
        Schema structure = structure();
        for (String broken : List.of("/paths", "/info/title", "/components/parameters/AccountId/in", "/components/responses/NotFound/description")) {
            ObjectNode copy = (ObjectNode) document.root().deepCopy();
            int slash = broken.lastIndexOf('/');
            ObjectNode parent = (ObjectNode) copy.at(broken.substring(0, slash));
            parent.set("unknown_field", Objects.requireNonNull(parent.remove(broken.substring(slash + 1))));

            assertThat(structure.validate(copy)).as(broken).isNotEmpty();
        }
        ObjectNode copy = (ObjectNode) document.root().deepCopy();
        ((ObjectNode) copy.at("/components/schemas/Trunk")).put("type", "objekt");
        assertThat(structure.validate(copy)).isNotEmpty();
    }

    @Test
    void everyExampleIsValid() {
        List<String> problems = new ArrayList<>();
        int checked = 0;
        for (JsonNode content : document.root().findValues("application/json")) {
            if (content.has("example")) {
                schemas.problems(content.get("schema"), content.get("example")).forEach(problem -> problems.add(content.get("example") + problem));
                checked++;
            }
        }
        for (String kind : List.of("schemas", "parameters", "headers")) {
            for (Map.Entry<String, JsonNode> part : document.root().at("/components/" + kind).properties()) {
                JsonNode schema = part.getValue().has("schema") ? part.getValue().get("schema") : part.getValue();
                for (JsonNode example : schema.path("examples")) {
                    schemas.problems(schema, example).forEach(problem -> problems.add(part.getKey() + problem));
                    checked++;
                }
            }
        }

        System.out.printf("%d examples of the OpenAPI document checked%n", checked);
        assertThat(problems).isEmpty();
        assertThat(checked).isGreaterThan(40);
    }

    /** The checks of a running system stand on this: with one field renamed, each must find it. */
    @Test
    void aFieldTooManyOrTooFewIsAProblemAlsoInsideAComposition() {
        for (String name : List.of("Trunk", "ApiKeyWithSecret", "CredentialDetails", "Error")) {
            JsonNode schema = document.root().at("/components/schemas/" + name);
            ObjectNode good = (ObjectNode) example(schema);
            assertThat(schemas.problems(schema, good)).as(name).isEmpty();
            for (String field : List.copyOf(good.propertyNames())) {
                ObjectNode renamed = good.deepCopy();
                renamed.set(field + "_renamed", Objects.requireNonNull(renamed.remove(field)));
                assertThat(schemas.problems(schema, renamed)).as(name + " " + renamed).isNotEmpty();
            }
        }
    }

    @Test
    void aListIsCheckedRowByRow() {
        JsonNode schema = document.root().at("/components/schemas/TrunkList");
        ObjectNode list = (ObjectNode) example(schema).deepCopy();
        ((ObjectNode) list.get("data").get(0)).put("colour", "red");

        assertThat(schemas.problems(schema, list)).singleElement().asString().contains("colour");
    }

    private JsonNode example(JsonNode schema) {
        return document.root().findValues("application/json").stream()
                .filter(content -> content.has("example") && document.resolve(content.get("schema")).equals(schema))
                .map(content -> content.get("example"))
                .findFirst()
                .orElseThrow();
    }

    private static Schema structure() throws IOException {
        try (InputStream in = Objects.requireNonNull(ApiDocumentTest.class.getResourceAsStream("/contract/openapi-3.1.schema.json"))) {
            return REGISTRY.getSchema(JsonMapper.shared().readTree(in));
        }
    }
}
