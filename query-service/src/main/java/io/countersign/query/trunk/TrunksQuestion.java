package io.countersign.query.trunk;

import io.countersign.query.view.Page;
import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks for a page of an account's trunks. */
record TrunksQuestion(String accountId, Optional<String> after, int limit) implements Question<Page<TrunkRow>> {
    static final QuestionForm<Page<TrunkRow>> FORM = new QuestionForm<>("trunks", TrunksQuestion.class, RowCodec.page(TrunkRow.class));

    @Override
    public Page<TrunkRow> answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return TrunkRows.LIST.list(rows, accountId, after, limit);
    }

    @Override
    public QuestionForm<Page<TrunkRow>> form() {
        return FORM;
    }
}
