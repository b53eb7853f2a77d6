package io.countersign.query.trunk;

import io.countersign.query.event.TrunkEvent;
import io.countersign.query.streams.Names;
import io.countersign.query.view.RowCodec;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewProcessor;
import io.countersign.query.view.ViewStores;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/** {@code trunk.events.v1} → the trunk view → keyed by account → the list of an account's trunks. */
public final class TrunkTopology {
    private TrunkTopology() {}

    /** Adds both views; {@code partitions} is that of every topic about trunks, for the list too. */
    public static void add(
            StreamsBuilder builder, KStream<String, TrunkEventEnvelope> events, View trunk, View list, int partitions) {
        RowCodec<TrunkUpdate> updates = new RowCodec<>(TrunkUpdate.class);
        builder.addStateStore(ViewStores.rows(trunk.store()));
        builder.addStateStore(ViewStores.rows(list.store()));
        events.process(
                        () -> new ViewProcessor<>(trunk, TrunkEvent::of, TrunkRows::apply, TrunkRows::tell),
                        Named.as(Names.TRUNK_FOLD),
                        trunk.store())
                .repartition(Repartitioned.with(
                                Serdes.String(),
                                Serdes.serdeFrom(
                                        (topic, update) -> updates.toBytes(update),
                                        (topic, bytes) -> updates.fromBytes(bytes)))
                        .withName(Names.TRUNK_BY_ACCOUNT)
                        .withNumberOfPartitions(partitions))
                .process(
                        () -> ViewProcessor.last(list, Function.identity(), TrunkRows::list),
                        Named.as(Names.TRUNK_LIST_FOLD),
                        list.store());
    }
}
