package io.countersign.query.rebuild;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What may happen to a generation. */
enum StepKind {
    /** It is to be built beside the live one. */
    REQUESTED,
    /** It has everything that was there, and is the live one from now on. */
    COMPLETED,
    /** It is not to be built any more. */
    CANCELLED,
    /** Nobody uses it any more. */
    RETIRED;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<StepKind> of(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }
}
