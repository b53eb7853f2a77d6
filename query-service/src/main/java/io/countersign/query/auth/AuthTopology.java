package io.countersign.query.auth;

import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.PartitionStops;
import io.countersign.query.streams.RecordSerdes;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** {@code trunk.events.v1} → one processor with one store → {@code auth.table.v1.gN}, in the trunk's partition. */
public final class AuthTopology {
    static final StreamPartitioner<AuthTableKey, @Nullable SpecificRecord> BY_TRUNK =
            (topic, key, value, partitions) -> Optional.of(Set.of(TrunkPartition.of(key.trunkId(), partitions)));

    private AuthTopology() {}

    public static Topology build(int generation, FoldObserver observer, PartitionStops stops) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(Names.AUTH_STATE_STORE), Serdes.String(), AuthEntrySerde.serde())
                .withCachingDisabled());
        KStream<String, TrunkEventEnvelope> events = builder.stream(
                Topics.TRUNK_EVENTS.name(),
                Consumed.with(Serdes.String(), RecordSerdes.of(TrunkEventEnvelope.class))
                        .withName(Names.AUTH_TRUNK_EVENTS));
        events.process(() -> new AuthProcessor(observer, stops), Named.as(Names.AUTH_FOLD), Names.AUTH_STATE_STORE)
                .to(
                        Topics.authTable(generation).name(),
                        Produced.<AuthTableKey, @Nullable SpecificRecord>with(
                                        Serdes.serdeFrom(new AuthTableKeySerializer(), RecordSerdes.writeOnly()),
                                        Serdes.serdeFrom(new AvroSerializer<>(), RecordSerdes.writeOnly()))
                                .withStreamPartitioner(BY_TRUNK)
                                .withName(Names.AUTH_TABLE));
        return builder.build();
    }
}
