package io.countersign.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** Each schema of this build has an id, and can be exchanged with every earlier one of its name. */
class SchemaIdsTest {
    /** What is a record's value on some topic; the rest are parts of these. */
    private static final String EVENT_PACKAGE = "io.countersign.schemas.event";

    @Test
    void everySchemaOfThisBuildHasAnId() throws IOException, ClassNotFoundException {
        Map<Integer, Schema> known = SchemaIds.instance().all();
        List<String> missing = new ArrayList<>();
        int next = known.size() + 1;
        for (Schema schema : schemasOfThisBuild()) {
            if (!known.containsValue(schema)) {
                missing.add(SchemaIds.line(next++, schema));
            }
        }
        assertThat(missing).as("append these lines to schema-ids.tsv:%n%s%n", String.join("\n", missing)).isEmpty();
    }

    @Test
    void idsCountUpFromOneWithoutAGap() {
        List<Integer> ids = List.copyOf(SchemaIds.instance().all().keySet());

        assertThat(ids).isNotEmpty();
        for (int i = 0; i < ids.size(); i++) {
            assertThat(ids.get(i)).isEqualTo(i + 1);
        }
    }

    @Test
    void laterSchemasReadWhatEarlierOnesWrote() throws SchemaValidationException {
        SchemaValidator backward = new SchemaValidatorBuilder().canReadStrategy().validateAll();
        SchemaValidator full = new SchemaValidatorBuilder().mutualReadStrategy().validateAll();
        List<Schema> all = List.copyOf(SchemaIds.instance().all().values());
        int pairs = 0;
        for (int i = 0; i < all.size(); i++) {
            Schema schema = all.get(i);
            List<Schema> earlier = all.subList(0, i).stream()
                    .filter(other -> other.getFullName().equals(schema.getFullName()))
                    .toList();
            SchemaValidator rule = schema.getNamespace().equals(EVENT_PACKAGE) ? backward : full;
            rule.validate(schema, earlier.reversed());
            pairs += earlier.size() + 1;
        }
        assertThat(pairs).isGreaterThanOrEqualTo(all.size());
    }

    private static List<Schema> schemasOfThisBuild() throws IOException, ClassNotFoundException {
        List<Schema> schemas = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                String name = text.replaceAll("(?s).*?\"name\": \"(\\w+)\", \"namespace\": \"([\\w.]+)\".*", "$2.$1");
                if (isRecordOfATopic(name)) {
                    schemas.add(SpecificData.get().getSchema(Class.forName(name)));
                }
            }
        }
        assertThat(schemas).isNotEmpty();
        return schemas;
    }

    private static boolean isRecordOfATopic(String name) {
        return !name.startsWith(EVENT_PACKAGE + ".") || name.endsWith("Envelope");
    }
}
