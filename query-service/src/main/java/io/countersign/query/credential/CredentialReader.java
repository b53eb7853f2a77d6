package io.countersign.query.credential;

import io.countersign.query.trunk.TrunkReader;
import io.countersign.query.view.Page;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.Together;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewReader;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.token.ConsistencyToken;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Asks the credential view, for trunks of the account only. Both views are asked at once: their waits don't add up. */
public final class CredentialReader {
    private final TrunkReader trunks;
    private final ViewReader views;
    private final View view;

    public CredentialReader(TrunkReader trunks, ViewReader views, View view) {
        this.trunks = trunks;
        this.views = views;
        this.view = view;
    }

    /** What the credential view can be asked. */
    public static List<QuestionForm<?>> forms() {
        return List.of(CredentialQuestion.FORM, CredentialsQuestion.FORM);
    }

    Mono<CredentialRow> credential(
            String accountId, String trunkId, String credentialId, List<ConsistencyToken> tokens) {
        return Together.both(
                        trunks.trunk(accountId, trunkId, tokens),
                        views.read(view, trunkId, tokens, new CredentialQuestion(trunkId, credentialId)),
                        (trunk, found) -> found)
                .map(found -> found.orElseThrow(ApiException::notFound));
    }

    Mono<Page<CredentialRow>> credentials(
            String accountId, String trunkId, List<ConsistencyToken> tokens, Optional<String> after, int limit) {
        return Together.both(
                trunks.trunk(accountId, trunkId, tokens),
                views.read(view, trunkId, tokens, new CredentialsQuestion(trunkId, after, limit)),
                (trunk, page) -> page);
    }
}
