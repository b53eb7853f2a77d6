package io.countersign.query.credential;

import io.countersign.query.view.Page;
import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks for a page of a trunk's credentials. */
record CredentialsQuestion(String trunkId, Optional<String> after, int limit) implements Question<Page<CredentialRow>> {
    static final QuestionForm<Page<CredentialRow>> FORM = new QuestionForm<>("credentials", CredentialsQuestion.class, RowCodec.page(CredentialRow.class));

    @Override
    public Page<CredentialRow> answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return CredentialRows.LIST.list(rows, trunkId, after, limit);
    }

    @Override
    public QuestionForm<Page<CredentialRow>> form() {
        return FORM;
    }
}
