package io.countersign.query.summary;

import io.countersign.schemas.failure.AuthFailureCounts;
import java.util.ArrayList;
import java.util.List;

/** Adds what a record counts to rows. Pure; who calls it has made sure that the record was not seen before. */
final class CountFold {
    /** As many as a record has. */
    static final int NAMES_OF_A_SECOND = 1_000;

    /** Of minutes and hours, whose rows are written again and again. */
    static final int NAMES_OF_MORE = 250;

    private CountFold() {}

    /** Whose counts these are. */
    static List<String> scopes(AuthFailureCounts record) {
        List<String> scopes = new ArrayList<>(List.of(CountKey.EVERYONE));
        if (record.getTrunkId() != null) {
            scopes.add(record.getTrunkId());
        }
        if (record.getAccountId() != null) {
            scopes.add(record.getAccountId());
        }
        return scopes;
    }

    /** Where the step begins that the counts belong to: a span that is longer stands at its beginning. */
    static long second(AuthFailureCounts record, Step step) {
        return step.floor(record.getSince().getEpochSecond());
    }

    static ReasonCounts add(ReasonCounts row, AuthFailureCounts record) {
        return row.plus(record.getByReason());
    }

    static NameCounts add(NameCounts row, Step step, AuthFailureCounts record) {
        return row.plus(new NameCounts(record.getUsernames(), record.getSources()))
                .top(step == Step.SECOND ? NAMES_OF_A_SECOND : NAMES_OF_MORE);
    }
}
