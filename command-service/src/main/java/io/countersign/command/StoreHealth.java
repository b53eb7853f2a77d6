package io.countersign.command;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether PostgreSQL answers, and soon: who asks for health doesn't wait until a dead connection is given up. Anybody may
 * read this: host, user and statement are for the log only.
 */
final class StoreHealth implements HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(1);
    private static final Executor ASKING = question -> Thread.ofVirtual().name("store-health").start(question);

    private final JdbcClient jdbc;
    /** The last question; another one is asked only once it has an answer. Guarded by this. */
    private CompletableFuture<Health> question = CompletableFuture.completedFuture(Health.unknown().build());

    StoreHealth(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Health health() {
        try {
            return asked().get(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return down("Silent");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("Interrupted");
        }
    }

    private synchronized CompletableFuture<Health> asked() {
        if (question.isDone()) {
            question = CompletableFuture.supplyAsync(this::ask, ASKING);
        }
        return question;
    }

    private Health ask() {
        try {
            jdbc.sql("select 1").query((row, _) -> true).single();
            return Health.up().build();
        } catch (DataAccessException e) {
            LOG.warn("store.unhealthy error={}", e.toString());
            return down(e.getClass().getSimpleName());
        }
    }

    private static Health down(String error) {
        return Health.down().withDetail("error", error).build();
    }
}
