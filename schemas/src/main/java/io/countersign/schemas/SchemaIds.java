package io.countersign.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * The ids of Confluent's framing: an append-only file, {@code schema-ids.tsv}, one line an id (id, tab, schema as JSON).
 * A line is never changed; a changed schema gets a new line (tested).
 */
public final class SchemaIds {
    private static final String FILE = "/schema-ids.tsv";
    private static final String RECORDS = SchemaIds.class.getPackageName() + ".";
    private static final SchemaIds INSTANCE = load();

    private final Map<Integer, Schema> byId;
    private final Map<Schema, Integer> bySchema;

    private SchemaIds(Map<Integer, Schema> byId, Map<Schema, Integer> bySchema) {
        this.byId = byId;
        this.bySchema = bySchema;
    }

    public static SchemaIds instance() {
        return INSTANCE;
    }

    /** All ids with their schemas, oldest first. */
    public Map<Integer, Schema> all() {
        return byId;
    }

    public Optional<Schema> schema(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * The id of a schema of this build.
     *
     * @throws IllegalArgumentException when the file has no line for it
     */
    public int idOf(Schema schema) {
        Integer id = bySchema.get(schema);
        if (id == null) {
            throw new IllegalArgumentException(
                    schema.getFullName() + " has no id (expected: a line in schema-ids.tsv; SchemaIdsTest prints it)");
        }
        return id;
    }

    /** The line that gives a schema an id. */
    public static String line(int id, Schema schema) {
        return id + "\t" + SchemaFormatter.format("json/inline", schema);
    }

    private static SchemaIds load() {
        trustOwnRecords();
        Map<Integer, Schema> byId = new LinkedHashMap<>();
        Map<Schema, Integer> bySchema = new LinkedHashMap<>();
        try (InputStream in = SchemaIds.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing (expected: in the schemas jar)");
            }
            for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
                int tab = line.indexOf('\t');
                int id = Integer.parseInt(line.substring(0, tab));
                Schema schema = new Schema.Parser().parse(line.substring(tab + 1));
                if (byId.put(id, schema) != null) {
                    throw new IllegalStateException("schema id " + id + " twice (expected: append-only ids)");
                }
                bySchema.put(schema, id);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SchemaIds(byId, bySchema);
    }

    /** Avro makes no class that a schema names unless it is trusted; ours are these and no others. */
    private static void trustOwnRecords() {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(RECORDS)));
    }
}
