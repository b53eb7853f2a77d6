package io.countersign.command.aggregate;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * {@code countersign.commands}: how long commands took, from the wait for their aggregate's lock in PostgreSQL to the end of
 * their transaction, by type and by what came of them. The wait for a turn before is not in it.
 */
final class CommandMetrics {
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    /** Bounded: the types of commands and outcomes are closed sets. */
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    /** What came of a command. */
    enum Outcome {
        ACCEPTED("accepted"),
        REFUSED("refused"),
        /** Not committed, or not known whether. */
        FAILED("failed");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }
    }

    private record Kind(Class<?> command, Outcome outcome) {}

    CommandMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Begins to measure a command in the calling thread's transaction, whose end is the end of the measurement. */
    Measurement begin(Object command) {
        Measurement measurement = new Measurement(command.getClass());
        TransactionSynchronizationManager.registerSynchronization(measurement);
        return measurement;
    }

    private Timer timer(Kind kind) {
        return Timer.builder("countersign.commands")
                .description("a command's transaction, its wait for the aggregate included")
                .tags("command", kind.command().getSimpleName(), "outcome", kind.outcome().text)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    /** Of one command, and its thread. */
    final class Measurement implements TransactionSynchronization {
        private final long startNanos = System.nanoTime();
        private final Class<?> command;
        private Outcome decided = Outcome.FAILED;

        private Measurement(Class<?> command) {
            this.command = command;
        }

        void decided(Outcome outcome) {
            decided = outcome;
        }

        @Override
        public void afterCompletion(int status) {
            Outcome outcome = status == STATUS_COMMITTED ? decided : Outcome.FAILED;
            timers.computeIfAbsent(new Kind(command, outcome), CommandMetrics.this::timer)
                    .record(Duration.ofNanos(System.nanoTime() - startNanos));
        }
    }
}
