package io.countersign.query.summary;

import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.RecordSerdes;
import io.countersign.query.view.ViewStores;
import io.countersign.schemas.Topics;
import io.countersign.schemas.failure.AuthFailureCounts;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;

/**
 * {@code sip.auth-failures.v1}, without the samples → by trunk, by account and for everyone, all in the partition of the trunk:
 * an account's summary is put together of all partitions, whose coverage it needs anyway.
 */
public final class SummaryTopology {
    private SummaryTopology() {}

    /** The counts' application. */
    public static Topology build(FoldObserver observer) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(ViewStores.rows(Names.COUNT_STORE));
        builder.stream(
                        Topics.AUTH_FAILURES.name(),
                        Consumed.with(Serdes.String(), RecordSerdes.of(SpecificRecord.class)).withName(Names.COUNTS))
                .<AuthFailureCounts>flatMapValues(
                        record -> record instanceof AuthFailureCounts counts ? List.of(counts) : List.of(),
                        Named.as(Names.COUNTS_WITHOUT_SAMPLES))
                .process(() -> new CountProcessor(observer), Named.as(Names.COUNT_FOLD), Names.COUNT_STORE);
        return builder.build();
    }
}
