package io.countersign.query.summary;

import io.countersign.query.streams.Names;
import io.countersign.query.view.QuestionForm;
import io.countersign.query.view.ViewReader;
import java.util.List;
import reactor.core.publisher.Mono;

/** Asks the counts: those of a trunk in its partition, all others in every partition. */
public final class SummaryReader {
    private final ViewReader views;

    public SummaryReader(ViewReader views) {
        this.views = views;
    }

    /** What the counts can be asked. */
    public static List<QuestionForm<?>> forms() {
        return List.of(SummaryQuestion.FORM);
    }

    Mono<SummaryPart> ofTrunk(String trunkId, SummaryQuery query) {
        return views.read(Names.COUNT_STORE, trunkId, query.of(trunkId)).map(part -> SummaryPart.union(List.of(part)));
    }

    Mono<SummaryPart> ofAccount(String accountId, SummaryQuery query) {
        return views.readAll(Names.COUNT_STORE, query.of(accountId)).map(SummaryPart::union);
    }

    Mono<SummaryPart> ofEveryone(SummaryQuery query) {
        return views.readAll(Names.COUNT_STORE, query.of(CountKey.EVERYONE)).map(SummaryPart::union);
    }
}
