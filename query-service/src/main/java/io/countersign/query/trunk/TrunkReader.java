package io.countersign.query.trunk;

import io.countersign.query.view.Page;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewReader;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.token.ConsistencyToken;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Asks the trunk views. */
public final class TrunkReader {
    private final ViewReader views;
    private final View trunk;
    private final View list;

    public TrunkReader(ViewReader views, View trunk, View list) {
        this.views = views;
        this.trunk = trunk;
        this.list = list;
    }

    /** What the trunk views can be asked. */
    public static List<QuestionForm<?>> forms() {
        return List.of(TrunkQuestion.FORM, TrunksQuestion.FORM);
    }

    /** The trunk, if it is the account's; else 404, as for one that doesn't exist. */
    public Mono<TrunkRow> trunk(String accountId, String trunkId, List<ConsistencyToken> tokens) {
        return views.read(trunk, trunkId, tokens, new TrunkQuestion(trunkId))
                .map(found -> found.filter(row -> row.accountId().equals(accountId)).orElseThrow(ApiException::notFound));
    }

    Mono<Page<TrunkRow>> trunks(String accountId, List<ConsistencyToken> tokens, Optional<String> after, int limit) {
        return views.read(list, accountId, tokens, new TrunksQuestion(accountId, after, limit));
    }
}
