package io.countersign.command;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether PostgreSQL answers. Anybody may read this: host, user and statement are for the log only. */
final class StoreHealth implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);

    private final JdbcClient jdbc;

    StoreHealth(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Health health() {
        try {
            jdbc.sql("select 1").query((row, _) -> true).single();
            return Health.up().build();
        } catch (DataAccessException e) {
            LOG.warn("store.unhealthy error={}", e.toString());
            return Health.down().withDetail("error", e.getClass().getSimpleName()).build();
        }
    }
}
