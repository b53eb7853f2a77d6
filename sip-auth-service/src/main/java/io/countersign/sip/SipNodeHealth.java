package io.countersign.sip;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the node gives true answers, and what is wrong when not. */
final class SipNodeHealth implements HealthIndicator {
    private final SipNode node;

    SipNodeHealth(SipNode node) {
        this.node = node;
    }

    @Override
    public Health health() {
        Health.Builder health = node.accounts()
                .problem()
                .map(problem -> Health.down().withDetail("problem", problem))
                .orElseGet(Health::up);
        return health.withDetail("accounts", node.accounts().size())
                .withDetail("waitingForSecret", node.accounts().incomplete())
                .withDetail("unopenableSecrets", node.accounts().unopenable())
                .withDetail("tableAgeSeconds", node.accounts().tableAgeSeconds())
                .withDetail("listening", node.localAddress().toString())
                .build();
    }
}
