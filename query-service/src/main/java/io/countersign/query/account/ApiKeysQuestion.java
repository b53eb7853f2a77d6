package io.countersign.query.account;

import io.countersign.query.view.Page;
import io.countersign.query.view.Question;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.RowCodec;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Asks for a page of an account's API keys. */
record ApiKeysQuestion(String accountId, Optional<String> after, int limit) implements Question<Page<ApiKeyEntry>> {
    static final QuestionForm<Page<ApiKeyEntry>> FORM = new QuestionForm<>("api-keys", ApiKeysQuestion.class, RowCodec.page(ApiKeyEntry.class));

    @Override
    public Page<ApiKeyEntry> answer(ReadOnlyKeyValueStore<String, byte[]> rows) {
        return AccountRows.API_KEYS.list(rows, accountId, after, limit);
    }

    @Override
    public QuestionForm<Page<ApiKeyEntry>> form() {
        return FORM;
    }
}
