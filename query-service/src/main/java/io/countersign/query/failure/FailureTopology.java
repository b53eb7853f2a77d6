package io.countersign.query.failure;

import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.RecordSerdes;
import io.countersign.query.view.ViewStores;
import io.countersign.schemas.Topics;
import io.countersign.schemas.failure.AuthFailed;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/** {@code sip.auth-failures.v1}, without the counts → by trunk and for everyone → keyed by account → by account. */
public final class FailureTopology {
    private FailureTopology() {}

    /** The failures' application; {@code partitions} is that of every topic about trunks, for accounts too. */
    public static Topology build(int partitions, FoldObserver observer) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(ViewStores.rows(Names.FAILURE_TRUNK_STORE));
        builder.addStateStore(ViewStores.rows(Names.FAILURE_ACCOUNT_STORE));
        KStream<String, AuthFailed> failures = builder.stream(
                        Topics.AUTH_FAILURES.name(),
                        Consumed.with(Serdes.String(), RecordSerdes.of(SpecificRecord.class)).withName(Names.FAILURES))
                .<AuthFailed>flatMapValues(
                        record -> record instanceof AuthFailed failure ? List.of(failure) : List.of(),
                        Named.as(Names.FAILURES_WITHOUT_COUNTS));
        failures.process(
                () -> new FailureProcessor(Names.FAILURE_TRUNK_STORE, FailureTopology::trunkScopes, observer),
                Named.as(Names.FAILURE_TRUNK_FOLD),
                Names.FAILURE_TRUNK_STORE);
        failures.filter((key, failure) -> failure.getAccountId() != null, Named.as(Names.FAILURE_OF_ACCOUNT))
                .selectKey((key, failure) -> failure.getAccountId(), Named.as(Names.FAILURE_KEYED_BY_ACCOUNT))
                .repartition(Repartitioned.with(Serdes.String(), RecordSerdes.of(AuthFailed.class))
                        .withName(Names.FAILURE_BY_ACCOUNT)
                        .withNumberOfPartitions(partitions))
                .process(
                        () -> new FailureProcessor(Names.FAILURE_ACCOUNT_STORE, FailureTopology::accountScopes, observer),
                        Named.as(Names.FAILURE_ACCOUNT_FOLD),
                        Names.FAILURE_ACCOUNT_STORE);
        return builder.build();
    }

    private static List<String> trunkScopes(AuthFailed failure) {
        return Optional.ofNullable(failure.getTrunkId())
                .map(trunk -> List.of(FailureKey.EVERYONE, trunk))
                .orElse(List.of(FailureKey.EVERYONE));
    }

    private static List<String> accountScopes(AuthFailed failure) {
        return Optional.ofNullable(failure.getAccountId()).map(List::of).orElse(List.of());
    }
}
