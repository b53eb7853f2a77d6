package io.countersign.systemtests.check;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the answer to a write with {@code Prefer: wait} says of the SIP nodes.
 *
 * @param applied the header Preference-Applied
 * @param effective the header Effective
 */
public record Receipt(String credentialId, Optional<String> applied, Optional<String> effective) {
    private static final String IN_FORCE = "true";
    private static final Pattern WAITING = Pattern.compile("false; waiting=[\\w.-]+(,[\\w.-]+)*");

    /** Whether it isn't of the documented form. */
    public boolean isMalformed() {
        return !applied.equals(Optional.of("wait"))
                || effective.filter(it -> it.equals(IN_FORCE) || WAITING.matcher(it).matches()).isEmpty();
    }

    /** Whether it says that every node has applied the write. */
    public boolean isInForce() {
        return effective.equals(Optional.of(IN_FORCE));
    }
}
