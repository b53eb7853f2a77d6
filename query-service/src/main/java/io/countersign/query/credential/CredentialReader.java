package io.countersign.query.credential;

import io.countersign.query.view.Page;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewReader;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.token.ConsistencyToken;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Asks the credential view, which knows each trunk's account: for trunks of the account only, else 404, as for one that doesn't exist. */
public final class CredentialReader {
    private final ViewReader views;
    private final View view;

    public CredentialReader(ViewReader views, View view) {
        this.views = views;
        this.view = view;
    }

    /** What the credential view can be asked. */
    public static List<QuestionForm<?>> forms() {
        return List.of(CredentialQuestion.FORM, CredentialsQuestion.FORM);
    }

    Mono<CredentialRow> credential(
            String accountId, String trunkId, String credentialId, List<ConsistencyToken> tokens) {
        return views.read(view, trunkId, tokens, new CredentialQuestion(accountId, trunkId, credentialId))
                .map(found -> found.orElseThrow(ApiException::notFound));
    }

    Mono<Page<CredentialRow>> credentials(
            String accountId, String trunkId, List<ConsistencyToken> tokens, Optional<String> after, int limit) {
        return views.read(view, trunkId, tokens, new CredentialsQuestion(accountId, trunkId, after, limit))
                .map(found -> found.orElseThrow(ApiException::notFound));
    }
}
