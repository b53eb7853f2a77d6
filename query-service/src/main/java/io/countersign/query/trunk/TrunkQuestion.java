package io.countersign.query.trunk;

import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks for a trunk. */
record TrunkQuestion(String trunkId) implements Question<Optional<TrunkRow>> {
    static final QuestionForm<Optional<TrunkRow>> FORM = new QuestionForm<>("trunk", TrunkQuestion.class, RowCodec.optional(TrunkRow.class));

    @Override
    public Optional<TrunkRow> answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return TrunkRows.get(rows, trunkId);
    }

    @Override
    public QuestionForm<Optional<TrunkRow>> form() {
        return FORM;
    }
}
