package io.countersign.query.credential;

import io.countersign.query.view.Page;
import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks for a page of the credentials of an account's trunk; the answer is empty when the account has no such trunk. */
record CredentialsQuestion(String accountId, String trunkId, Optional<String> after, int limit)
        implements Question<Optional<Page<CredentialRow>>> {
    static final QuestionForm<Optional<Page<CredentialRow>>> FORM =
            new QuestionForm<>("credentials", CredentialsQuestion.class, RowCodec.optionalPage(CredentialRow.class));

    @Override
    public Optional<Page<CredentialRow>> answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return CredentialRows.isOf(rows, accountId, trunkId)
                ? Optional.of(CredentialRows.LIST.list(rows, trunkId, after, limit))
                : Optional.empty();
    }

    @Override
    public QuestionForm<Optional<Page<CredentialRow>>> form() {
        return FORM;
    }
}
