package io.countersign.query.view;

import io.countersign.kafka.trace.HopLog;
import io.countersign.kafka.trace.TraceHeader;
import io.countersign.query.event.Delivery;
import io.countersign.query.event.Sequenced;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps a view: applies each event once, in its order, and tells who waits. What follows from an event is sent again for a
 * repeated one: one comes again when an operator sets the position back. An event that can't be folded stops its partition. Made for each task, owned by its stream thread.
 *
 * @param <V> what the topic holds
 * @param <E> the event in it
 * @param <K> the key of what is sent
 * @param <R> what is sent
 */
public final class ViewProcessor<V, E extends Sequenced, K, R> extends ContextualProcessor<String, V, K, R> {
    private static final HopLog HOPS = HopLog.of(ViewProcessor.class);

    private final View view;
    private final Function<V, E> parse;
    private final BiConsumer<KeyValueStore<String, byte[]>, E> apply;
    private final BiFunction<KeyValueStore<String, byte[]>, E, Optional<KeyValue<K, R>>> tell;

    @SuppressWarnings("NullAway.Init") // set by init, before the first record
    private KeyValueStore<String, byte[]> store;

    /** A view that tells others {@code tell} after each event. */
    public ViewProcessor(
            View view,
            Function<V, E> parse,
            BiConsumer<KeyValueStore<String, byte[]>, E> apply,
            BiFunction<KeyValueStore<String, byte[]>, E, Optional<KeyValue<K, R>>> tell) {
        this.view = view;
        this.parse = parse;
        this.apply = apply;
        this.tell = tell;
    }

    /** A view that tells nobody. */
    public static <V, E extends Sequenced> ViewProcessor<V, E, Void, Void> last(
            View view, Function<V, E> parse, BiConsumer<KeyValueStore<String, byte[]>, E> apply) {
        return new ViewProcessor<>(view, parse, apply, (store, event) -> Optional.empty());
    }

    @Override
    public void init(ProcessorContext<K, R> context) {
        super.init(context);
        store = context.getStateStore(view.store());
        view.stops().begin(context);
    }

    @Override
    public void process(Record<String, V> record) {
        view.stops().fold(context(), () -> fold(record));
    }

    @Override
    public void close() {
        view.stops().end(context());
    }

    private void fold(Record<String, V> record) {
        E event = parse.apply(record.value());
        if (Seen.delivery(store, event.aggregateId(), event.sequence()) == Delivery.NEXT) {
            apply.accept(store, event);
            view.contains(store, event.aggregateId(), event.sequence(), event.time());
            HOPS.passed("view.folded", record.headers(), record.timestamp(),
                    "store", view.store(), "aggregate", event.aggregateId(), "sequence", event.sequence());
        }
        tell.apply(store, event).ifPresent(told -> context().forward(new Record<>(
                told.key, told.value, record.timestamp(), TraceHeader.carriedOn(record.headers()))));
    }
}
