package io.countersign.rest.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.rest.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiDocumentTest {
    private JsonNode document;

    @BeforeEach
    void read() throws IOException {
        try (InputStream in = new ClassPathResource("openapi/openapi.json").getInputStream()) {
            document = JsonMapper.builder().build().readTree(in);
        }
    }

    @Test
    void everyReferenceResolvesAndEveryPartIsUsed() {
        Set<String> references = new TreeSet<>();
        document.findValuesAsString("$ref").forEach(references::add);
        Set<String> parts = new TreeSet<>();
        for (String kind : List.of("parameters", "headers", "responses", "schemas")) {
            document.at("/components/" + kind).propertyNames().forEach(name -> parts.add("#/components/" + kind + "/" + name));
        }

        assertThat(references).isEqualTo(parts).hasSizeGreaterThan(50);
    }

    @Test
    void everyOperationIsCompletelyDescribed() {
        Set<String> ids = new TreeSet<>();
        List<JsonNode> operations = operations();
        for (JsonNode operation : operations) {
            String id = operation.path("operationId").asString();
            boolean isPublic = operation.get("x-access").asString().equals("public");
            assertThat(ids.add(id)).as(id).isTrue();
            assertThat(operation.path("summary").asString()).as(id).isNotBlank();
            assertThat(operation.path("responses").propertyNames()).as(id).contains("500");
            assertThat(operation.path("responses").has("401")).as(id).isEqualTo(!isPublic);
            assertThat(operation.path("responses").has("429")).as(id).isEqualTo(!isPublic);
            assertThat(operation.has("security")).as(id).isEqualTo(isPublic);
            assertThat(operation.path("responses").has("403")).as(id)
                    .isEqualTo(Set.of("admin", "operator").contains(operation.get("x-access").asString()));
            if (operation.has("requestBody")) {
                assertThat(operation.get("responses").propertyNames()).as(id).contains("400", "409", "413", "415", "422");
            }
        }
        assertThat(operations).hasSizeGreaterThan(10);
    }

    @Test
    void theErrorSchemaKnowsEveryCode() {
        List<String> codes = new ArrayList<>();
        document.at("/components/schemas/Error/properties/error/properties/code/enum").forEach(code -> codes.add(code.asString()));
        List<String> ours = new ArrayList<>();
        for (ErrorCode code : ErrorCode.values()) {
            ours.add(code.name());
        }

        assertThat(codes).containsExactlyInAnyOrderElementsOf(ours);
    }

    private List<JsonNode> operations() {
        List<JsonNode> operations = new ArrayList<>();
        document.get("paths").forEach(path -> path.forEach(operations::add));
        return operations;
    }
}
