package io.countersign.command;

import io.countersign.command.idempotency.IdempotentAnswers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** What time brings, each minute: answers that are kept no longer. Every instance may do it; one thread of its own. */
final class ExpirySweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExpirySweep.class);
    private static final Duration EACH = Duration.ofMinutes(1);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("sweep").daemon().factory());

    private ExpirySweep() {}

    static ExpirySweep start(IdempotentAnswers answers) {
        ExpirySweep sweep = new ExpirySweep();
        var _ = sweep.thread.scheduleWithFixedDelay(() -> sweep(answers), EACH.toSeconds(), EACH.toSeconds(), TimeUnit.SECONDS);
        return sweep;
    }

    private static void sweep(IdempotentAnswers answers) {
        try {
            int removed = answers.sweep();
            if (removed > 0) {
                LOG.info("sweep.answers removed={}", removed);
            }
        } catch (DataAccessException e) { // again in a minute; what is due stays due
            LOG.warn("sweep.failed error={}", e.toString());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
