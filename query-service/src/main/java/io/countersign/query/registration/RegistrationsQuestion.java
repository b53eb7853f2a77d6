package io.countersign.query.registration;

import io.countersign.query.view.Page;
import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Asks for a page of the bindings of an account's trunk that count at that time; the answer is empty when the account has no
 * such trunk.
 */
record RegistrationsQuestion(String accountId, String trunkId, Optional<String> after, int limit, Instant now)
        implements Question<Optional<Page<BindingRow>>> {
    static final QuestionForm<Optional<Page<BindingRow>>> FORM =
            new QuestionForm<>("registrations", RegistrationsQuestion.class, RowCodec.optionalPage(BindingRow.class));

    @Override
    public Optional<Page<BindingRow>> answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return BindingRows.trunk(rows, accountId, trunkId)
                .map(trunk -> BindingRows.list(rows, trunkId, trunk, after, limit, now));
    }

    @Override
    public QuestionForm<Optional<Page<BindingRow>>> form() {
        return FORM;
    }
}
