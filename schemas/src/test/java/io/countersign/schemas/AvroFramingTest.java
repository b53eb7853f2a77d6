package io.countersign.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.auth.ApiKeyRow;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.event.AccountCreated;
import io.countersign.schemas.event.AccountEventEnvelope;
import io.countersign.schemas.event.Actor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class AvroFramingTest {
    private static final ApiKeyRow ROW = ApiKeyRow.newBuilder()
            .setAccountId("acc_1")
            .setRole("admin")
            .setHash(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .build();

    @Test
    void aRecordComesBackAsItWas() {
        assertThat(new AvroDeserializer<>(ApiKeyRow.class).fromBytes(AvroSerializer.toBytes(ROW))).isEqualTo(ROW);
    }

    @Test
    void anEnvelopeComesBackWithItsPayload() {
        AccountEventEnvelope envelope = AccountEventEnvelope.newBuilder()
                .setId("e")
                .setAggregateId("acc_1")
                .setSequence(1)
                .setTime(Instant.ofEpochMilli(1))
                .setActor(Actor.newBuilder().setRole("operator").build())
                .setPayload(AccountCreated.newBuilder().setName("A").build())
                .build();

        SpecificRecord read = new AvroDeserializer<>(SpecificRecord.class).fromBytes(AvroSerializer.toBytes(envelope));

        assertThat(read).isEqualTo(envelope);
        assertThat(((AccountEventEnvelope) read).getPayload()).isInstanceOf(AccountCreated.class);
    }

    @Test
    void theFrameIsConfluents() {
        byte[] bytes = AvroSerializer.toBytes(ROW);

        assertThat(bytes[0]).isZero();
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        assertThat(SchemaIds.instance().schema(id)).contains(ApiKeyRow.getClassSchema());
    }

    @Test
    void tombstonesStayTombstones() {
        try (AvroSerializer<ApiKeyRow> serializer = new AvroSerializer<>();
                AvroDeserializer<ApiKeyRow> deserializer = new AvroDeserializer<>(ApiKeyRow.class)) {
            assertThat(serializer.serialize("topic", null)).isNull();
            assertThat(deserializer.deserialize("topic", null)).isNull();
        }
    }

    @Test
    void everythingElseIsRefused() {
        AvroDeserializer<ApiKeyRow> deserializer = new AvroDeserializer<>(ApiKeyRow.class);
        byte[] good = AvroSerializer.toBytes(ROW);
        byte[] otherMagic = good.clone();
        otherMagic[0] = 1;
        byte[] unknownId = good.clone();
        unknownId[1] = 0x7f;
        byte[] otherType =
                AvroSerializer.toBytes(AuthGeneration.newBuilder().setGeneration(1).setAt(Instant.EPOCH).build());

        for (byte[] bytes : new byte[][] {{}, {0, 0, 0}, otherMagic, unknownId, otherType, Arrays.copyOf(good, 7)}) {
            assertThatThrownBy(() -> deserializer.fromBytes(bytes)).isInstanceOf(SerializationException.class);
        }
    }
}
