package io.countersign.query.auth;

import io.countersign.kafka.trace.HopLog;
import io.countersign.kafka.trace.TraceHeader;
import io.countersign.query.auth.AuthOutcome.Row;
import io.countersign.query.auth.AuthOutcome.Write;
import io.countersign.query.event.TrunkEvent;
import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Names;
import io.countersign.query.streams.PartitionStops;
import io.countersign.schemas.event.TrunkEventEnvelope;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Runs {@link AuthFold} over the task's store. Made for each task, owned by its stream thread. */
final class AuthProcessor extends ContextualProcessor<String, TrunkEventEnvelope, AuthTableKey, @Nullable SpecificRecord> {
    private static final HopLog HOPS = HopLog.of(AuthProcessor.class);

    private final FoldObserver observer;
    private final PartitionStops stops;

    @SuppressWarnings("NullAway.Init") // set by init, before the first record
    private KeyValueStore<String, AuthEntry> store;

    AuthProcessor(FoldObserver observer, PartitionStops stops) {
        this.observer = observer;
        this.stops = stops;
    }

    @Override
    public void init(ProcessorContext<AuthTableKey, @Nullable SpecificRecord> context) {
        super.init(context);
        store = context.getStateStore(Names.AUTH_STATE_STORE);
        stops.begin(context);
    }

    @Override
    public void process(Record<String, TrunkEventEnvelope> record) {
        stops.fold(context(), () -> fold(record));
    }

    @Override
    public void close() {
        stops.end(context());
    }

    private void fold(Record<String, TrunkEventEnvelope> record) {
        TrunkEvent event = TrunkEvent.of(record.value());
        AuthOutcome outcome = AuthFold.fold(key -> Optional.ofNullable(store.get(key.text())), event);
        for (Write write : outcome.writes()) {
            write.entry().ifPresentOrElse(
                    entry -> store.put(write.key().text(), entry), () -> store.delete(write.key().text()));
        }
        Headers headers = TraceHeader.carriedOn(record.headers());
        for (Row row : outcome.rows()) {
            context().forward(new Record<>(row.key(), row.value().orElse(null), record.timestamp(), headers));
        }
        HOPS.passed("auth.folded", headers, record.timestamp(), "trunk", event.trunkId(), "version", event.sequence(), "rows", outcome.rows().size());
        observer.folded(event.time());
    }
}
