package io.countersign.query.summary;

import io.countersign.query.streams.FoldObserver;
import io.countersign.query.streams.Names;
import io.countersign.schemas.failure.AuthFailureCounts;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Adds each record once to the rows of its trunk, its account and everyone. Made for each task, owned by its stream thread. */
final class CountProcessor extends ContextualProcessor<String, AuthFailureCounts, Void, Void> {
    private final FoldObserver observer;
    private final CountRetention retention = new CountRetention();

    @SuppressWarnings("NullAway.Init") // set by init, before the first record
    private KeyValueStore<String, byte[]> store;

    CountProcessor(FoldObserver observer) {
        this.observer = observer;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        store = context.getStateStore(Names.COUNT_STORE);
        context.schedule(
                CountRetention.STEP_EACH,
                PunctuationType.WALL_CLOCK_TIME,
                now -> retention.step(store, Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, AuthFailureCounts> record) {
        AuthFailureCounts counts = record.value();
        Optional<Incarnation> next = IncarnationFold.with(
                CountRows.incarnation(store, counts.getNode(), counts.getIncarnation()), counts);
        if (next.isEmpty()) {
            return;
        }
        CountRows.put(store, next.get());
        Instant oldest = CountRetention.oldestKept(Instant.ofEpochMilli(context().currentSystemTimeMs()));
        if (!counts.getByReason().isEmpty() && !counts.getSince().isBefore(oldest)) {
            CountFold.scopes(counts).forEach(scope -> add(scope, counts));
            observer.folded(counts.getUntil());
        }
    }

    private void add(String scope, AuthFailureCounts counts) {
        for (Step step : Step.values()) {
            long second = CountFold.second(counts, step);
            CountRows.put(store, scope, step, second, CountFold.add(CountRows.reasons(store, scope, step, second), counts));
            CountRows.put(store, scope, step, second, CountFold.add(CountRows.names(store, scope, step, second), step, counts));
        }
    }
}
