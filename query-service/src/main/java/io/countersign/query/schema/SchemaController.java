package io.countersign.query.schema;

import io.countersign.schemas.SchemaIds;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /schemas/ids/{id}} as Confluent's Schema Registry answers it. */
@RestController
public final class SchemaController {
    private static final Pattern ID = Pattern.compile("[0-9]{1,9}");

    /** Confluent's code for "Schema not found". */
    private static final int SCHEMA_NOT_FOUND = 40403;

    @GetMapping(
            path = "/schemas/ids/{id}",
            produces = {
                "application/json", "application/vnd.schemaregistry.v1+json", "application/vnd.schemaregistry+json"
            })
    ResponseEntity<Map<String, Object>> schema(@PathVariable String id) {
        return Optional.of(id)
                .filter(text -> ID.matcher(text).matches())
                .map(Integer::valueOf)
                .flatMap(SchemaIds.instance()::schema)
                .map(schema -> ResponseEntity.ok(Map.<String, Object>of("schema", schema.toString())))
                .orElseGet(() -> ResponseEntity.status(HttpStatus.NOT_FOUND)
                        .body(Map.of("error_code", SCHEMA_NOT_FOUND, "message", "Schema not found")));
    }
}
