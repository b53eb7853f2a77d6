package io.countersign.sip.decision;

import java.time.Duration;

/**
 * What a decision depends on besides the request.
 *
 * @param baseDomain trunks are single labels below it
 * @param failureWindow how long a caller's failures are remembered
 */
public record DecisionSettings(String baseDomain, Duration failureWindow) {
    private static final int MAX_DOMAIN_CHARS = 190;

    public DecisionSettings {
        if (!baseDomain.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?") || baseDomain.length() > MAX_DOMAIN_CHARS) {
            throw new IllegalArgumentException("countersign.sip.domain is " + baseDomain + " (expected: a domain name)");
        }
        if (failureWindow.toSeconds() < 1) {
            throw new IllegalArgumentException("failure window " + failureWindow + " (expected: PT1S or more)");
        }
    }
}
