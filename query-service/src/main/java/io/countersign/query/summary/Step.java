package io.countersign.query.summary;

import java.util.Arrays;
import java.util.Locale;

/** What time is divided into; counts are kept in each of these. */
enum Step {
    SECOND("1s", 1),
    MINUTE("1m", 60),
    HOUR("1h", 3_600);

    private final String code;
    private final long seconds;

    Step(String code, long seconds) {
        this.code = code;
        this.seconds = seconds;
    }

    /**
     * The step of a code.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Step of(String code) {
        return Arrays.stream(values())
                .filter(step -> step.code.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be 1s, 1m or 1h"));
    }

    /** As the API writes it. */
    String code() {
        return code;
    }

    long seconds() {
        return seconds;
    }

    /** The beginning of the step that a second is in. */
    long floor(long second) {
        return Math.floorDiv(second, seconds) * seconds;
    }

    /** The first beginning of a step that isn't before a second. */
    long ceiling(long second) {
        return floor(second + seconds - 1);
    }

    /** One letter in keys. */
    char letter() {
        return name().toLowerCase(Locale.ROOT).charAt(0);
    }
}
