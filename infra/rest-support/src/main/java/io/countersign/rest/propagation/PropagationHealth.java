package io.countersign.rest.propagation;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while no generation of the auth table is live here, or what feeds the receipts has ended: they would never come. */
final class PropagationHealth implements HealthIndicator {
    private final PropagationTails tails;

    PropagationHealth(PropagationTails tails) {
        this.tails = tails;
    }

    @Override
    public Health health() {
        return (tails.isUsable() ? Health.up() : Health.down()).build();
    }
}
