package io.countersign.query.view;

import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks for nothing but that the part is there, and contains the writes that are asked for with it. */
public record Presence() implements Question<Boolean> {
    public static final QuestionForm<Boolean> FORM = new QuestionForm<>("presence", Presence.class, new RowCodec<>(Boolean.class));

    @Override
    public Boolean answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return true;
    }

    @Override
    public QuestionForm<Boolean> form() {
        return FORM;
    }
}
