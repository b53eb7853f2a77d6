package io.countersign.query.credential;

import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks for a credential of an account's trunk; the answer is empty for that of another account, too. */
record CredentialQuestion(String accountId, String trunkId, String credentialId) implements Question<Optional<CredentialRow>> {
    static final QuestionForm<Optional<CredentialRow>> FORM = new QuestionForm<>("credential", CredentialQuestion.class, RowCodec.optional(CredentialRow.class));

    @Override
    public Optional<CredentialRow> answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return CredentialRows.isOf(rows, accountId, trunkId)
                ? CredentialRows.LIST.get(rows, trunkId, credentialId)
                : Optional.empty();
    }

    @Override
    public QuestionForm<Optional<CredentialRow>> form() {
        return FORM;
    }
}
