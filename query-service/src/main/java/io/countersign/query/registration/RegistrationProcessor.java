package io.countersign.query.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.countersign.query.view.View;
import io.countersign.schemas.Topics;
import io.countersign.schemas.registration.RegistrationRow;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps what nodes tell of bindings: the newest of each key. Made for each task, owned by its stream thread. */
final class RegistrationProcessor extends ContextualProcessor<String, @Nullable RegistrationRow, Void, Void> {
    private final View view;

    @SuppressWarnings("NullAway.Init") // set by init, before the first record
    private KeyValueStore<String, byte[]> store;

    RegistrationProcessor(View view) {
        this.view = view;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        store = context.getStateStore(view.store());
    }

    @Override
    public void process(Record<String, @Nullable RegistrationRow> record) {
        RegistrationRow told = record.value();
        if (told == null) {
            BindingRows.remove(store, record.key(), ended(record));
        } else {
            BindingRows.put(store, record.key(), BindingRow.of(told));
        }
        view.observer().folded(Instant.ofEpochMilli(record.timestamp()));
    }

    private static Optional<String> ended(Record<?, ?> record) {
        Header header = record.headers().lastHeader(Topics.ENDED_HEADER);
        return header == null || header.value() == null ? Optional.empty() : Optional.of(new String(header.value(), UTF_8));
    }
}
