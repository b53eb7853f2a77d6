package io.countersign.kafka.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HopLogTest {
    private static final Instant NOW = Instant.parse("2026-11-22T21:10:05Z");
    private static final Optional<TraceParent> SAMPLED =
            TraceParent.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final Optional<TraceParent> NOT_SAMPLED =
            TraceParent.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = new LoggerContext().getLogger("hops");
    private final HopLog hops = HopLog.of(logger, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.DEBUG);
    }

    @Test
    void aFreshWriteOfASampledTraceIsALineWithItsIds() {
        hops.passed("row.applied", SAMPLED, NOW.toEpochMilli(), "partition", 3);

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
            assertThat(line.getMessage()).isEqualTo("row.applied");
            assertThat(line.getKeyValuePairs()).extracting(pair -> pair.key + "=" + pair.value)
                    .isEqualTo(List.of("trace_id=0af7651916cd43dd8448eb211c80319c", "partition=3"));
        });
    }

    @Test
    void anythingElseIsForDebuggingOnly() {
        hops.passed("row.applied", NOT_SAMPLED, NOW.toEpochMilli());
        hops.passed("row.applied", SAMPLED, NOW.minus(Duration.ofHours(1)).toEpochMilli());

        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG, Level.DEBUG);
    }

    @Test
    void withoutATraceThereIsNoLine() {
        hops.passed("row.applied", Optional.empty(), NOW.toEpochMilli());

        assertThat(lines.list).isEmpty();
    }
}
