package io.countersign.query.account;

import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks for an account. */
record AccountQuestion(String accountId) implements Question<Optional<AccountRow>> {
    static final QuestionForm<Optional<AccountRow>> FORM = new QuestionForm<>("account", AccountQuestion.class, RowCodec.optional(AccountRow.class));

    @Override
    public Optional<AccountRow> answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return AccountRows.get(rows, accountId);
    }

    @Override
    public QuestionForm<Optional<AccountRow>> form() {
        return FORM;
    }
}
