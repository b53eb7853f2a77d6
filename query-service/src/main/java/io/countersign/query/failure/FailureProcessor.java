package io.countersign.query.failure;

import io.countersign.query.streams.FoldObserver;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.failure.AuthFailed;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps failures below their scopes for as long as the topic does. Made for each task, owned by its stream thread. */
final class FailureProcessor extends ContextualProcessor<String, AuthFailed, Void, Void> {
    private final String storeName;
    private final Function<AuthFailed, List<String>> scopes;
    private final FoldObserver observer;
    private final FailureRetention retention = new FailureRetention(FailureRetention.STEP_KEYS);

    @SuppressWarnings("NullAway.Init") // set by init, before the first record
    private KeyValueStore<String, byte[]> store;

    FailureProcessor(String storeName, Function<AuthFailed, List<String>> scopes, FoldObserver observer) {
        this.storeName = storeName;
        this.scopes = scopes;
        this.observer = observer;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        store = context.getStateStore(storeName);
        context.schedule(
                FailureRetention.STEP_EACH,
                PunctuationType.WALL_CLOCK_TIME,
                now -> retention.step(store, Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<String, AuthFailed> record) {
        AuthFailed failure = record.value();
        if (FailureRetention.isExpired(failure.getAt(), Instant.ofEpochMilli(context().currentSystemTimeMs()))) {
            return;
        }
        byte[] bytes = AvroSerializer.toBytes(failure);
        for (String scope : scopes.apply(failure)) {
            store.put(FailureKey.of(scope, failure), bytes);
        }
        observer.folded(failure.getAt());
    }
}
