package io.countersign.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Confluent's framing: the writer's schema by its id, resolved to this build's record of the same name.
 *
 * <p>Fails with {@link SerializationException} (never with a part of the content in its message) on another magic, an
 * unknown id, a record of another type than expected, or a branch that this build doesn't know.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final Class<T> expected;
    private final Map<Integer, SpecificDatumReader<SpecificRecord>> readers = new ConcurrentHashMap<>();

    /** @param expected the record type; {@code SpecificRecord.class} where a topic holds several */
    public AvroDeserializer(Class<T> expected) {
        this.expected = expected;
    }

    @Override
    public @Nullable T deserialize(@Nullable String topic, byte @Nullable [] bytes) {
        return bytes == null ? null : fromBytes(bytes);
    }

    /** The record in framed bytes. */
    public T fromBytes(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != AvroSerializer.MAGIC) {
            throw new SerializationException("not a framed record (expected: magic 0 and a schema id)");
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        SpecificRecord record;
        try {
            BinaryDecoder decoder =
                    DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
            record = readers.computeIfAbsent(id, AvroDeserializer::reader).read(null, decoder);
        } catch (IOException | RuntimeException e) {
            if (e instanceof SerializationException known) {
                throw known;
            }
            throw new SerializationException("a record of schema id " + id + " can't be read (expected: its schema's form)", e);
        }
        if (!expected.isInstance(record)) {
            throw new SerializationException("a " + record.getSchema().getFullName() + " (expected: " + expected.getName() + ")");
        }
        return expected.cast(record);
    }

    private static SpecificDatumReader<SpecificRecord> reader(int id) {
        Schema writer = SchemaIds.instance()
                .schema(id)
                .orElseThrow(() -> new SerializationException("schema id " + id + " is unknown (expected: one of schema-ids.tsv)"));
        Class<?> type = SpecificData.get().getClass(writer);
        if (type == null) {
            throw new SerializationException(writer.getFullName() + " is no record of this build");
        }
        return new SpecificDatumReader<>(writer, SpecificData.get().getSchema(type));
    }
}
