package io.countersign.query.account;

import io.countersign.query.view.Page;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.Together;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewReader;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.key.Caller;
import io.countersign.rest.key.Role;
import io.countersign.rest.token.ConsistencyToken;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Asks the account view. */
public final class AccountReader {
    private final ViewReader views;
    private final View view;

    public AccountReader(ViewReader views, View view) {
        this.views = views;
        this.view = view;
    }

    /** What the account view can be asked. */
    public static List<QuestionForm<?>> forms() {
        return List.of(AccountQuestion.FORM, ApiKeysQuestion.FORM);
    }

    Mono<AccountRow> account(String accountId, List<ConsistencyToken> tokens) {
        return views.read(view, accountId, tokens, new AccountQuestion(accountId))
                .map(found -> found.orElseThrow(ApiException::notFound));
    }

    Mono<Page<ApiKeyEntry>> apiKeys(
            String accountId, List<ConsistencyToken> tokens, Optional<String> after, int limit) {
        return views.read(view, accountId, tokens, new ApiKeysQuestion(accountId, after, limit));
    }

    /**
     * The answer, if the account of the path exists, else 404. A key of the account is proof enough; the operator may name
     * any. Both are asked at once: their waits don't add up.
     */
    public <T> Mono<T> ifExists(Caller caller, String accountId, List<ConsistencyToken> tokens, Mono<T> answer) {
        return caller.role() == Role.OPERATOR
                ? Together.both(account(accountId, tokens), answer, (account, found) -> found)
                : answer;
    }
}
