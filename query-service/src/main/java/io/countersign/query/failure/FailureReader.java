package io.countersign.query.failure;

import io.countersign.query.streams.Names;
import io.countersign.query.view.Page;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.ViewReader;
import io.countersign.schemas.failure.AuthFailed;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Asks the failure views. */
public final class FailureReader {
    private final ViewReader views;
    private final Clock clock;

    public FailureReader(ViewReader views, Clock clock) {
        this.views = views;
        this.clock = clock;
    }

    /** What the failure views can be asked. */
    public static List<QuestionForm<?>> forms() {
        return List.of(FailureScan.FORM);
    }

    Mono<Page<AuthFailed>> ofAccount(String accountId, FailureFilter filter, Optional<String> after, int limit) {
        return views.read(
                Names.FAILURE_ACCOUNT_STORE, accountId, scan(accountId, filter, after, limit));
    }

    Mono<Page<AuthFailed>> ofTrunk(String trunkId, FailureFilter filter, Optional<String> after, int limit) {
        return views.read(
                Names.FAILURE_TRUNK_STORE, trunkId, scan(trunkId, filter, after, limit));
    }

    Mono<Page<AuthFailed>> ofEveryone(FailureFilter filter, Optional<String> after, int limit) {
        FailureScan scan = scan(FailureKey.EVERYONE, filter, after, limit);
        return views.readAll(Names.FAILURE_TRUNK_STORE, scan).map(scan::merge);
    }

    private FailureScan scan(String scope, FailureFilter filter, Optional<String> after, int limit) {
        return new FailureScan(scope, filter, after, limit, FailureRetention.oldestKept(clock.instant()));
    }
}
