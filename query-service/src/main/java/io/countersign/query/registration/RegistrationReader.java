package io.countersign.query.registration;

import io.countersign.query.view.Page;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.View;
import io.countersign.query.view.ViewReader;
import io.countersign.rest.error.ApiException;
import io.countersign.rest.token.ConsistencyToken;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Asks the registration view: for trunks of the account only, else 404, as for one that doesn't exist. */
public final class RegistrationReader {
    private final ViewReader views;
    private final View view;
    private final Clock clock;

    public RegistrationReader(ViewReader views, View view, Clock clock) {
        this.views = views;
        this.view = view;
        this.clock = clock;
    }

    /** What the registration view can be asked. */
    public static List<QuestionForm<?>> forms() {
        return List.of(RegistrationsQuestion.FORM);
    }

    Mono<Page<BindingRow>> registrations(
            String accountId, String trunkId, List<ConsistencyToken> tokens, Optional<String> after, int limit) {
        return views.read(view, trunkId, tokens, new RegistrationsQuestion(accountId, trunkId, after, limit, clock.instant()))
                .map(found -> found.orElseThrow(ApiException::notFound));
    }
}
