package io.countersign.query.streams;

import io.countersign.schemas.AvroDeserializer;
import io.countersign.schemas.AvroSerializer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serdes over the catalogue's framing. */
public final class RecordSerdes {
    private RecordSerdes() {}

    /** Reads and writes one record type. */
    public static <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        return Serdes.serdeFrom(new AvroSerializer<>(), new AvroDeserializer<>(type));
    }

    /** The reading half of what is only ever written. */
    public static <T> Deserializer<T> writeOnly() {
        return (topic, bytes) -> {
            throw new UnsupportedOperationException(topic + " is only written (expected: no reader here)");
        };
    }
}
