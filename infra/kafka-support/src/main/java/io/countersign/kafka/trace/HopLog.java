package io.countersign.kafka.trace;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line for each hop of a write: when it got there, with the id of its trace. At info where the client asked for its trace
 * to be kept and the write is fresh; else at debug, so that neither a replay nor a load of writes floods the log.
 */
public final class HopLog {
    /** What is older is a replay, or so late that lag is what to look at. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final Logger log;
    private final Clock clock;

    private HopLog(Logger log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Writes under the name of that class. */
    public static HopLog of(Class<?> owner) {
        return new HopLog(LoggerFactory.getLogger(owner), Clock.systemUTC());
    }

    static HopLog of(Logger log, Clock clock) {
        return new HopLog(log, clock);
    }

    /**
     * A record got here. A record without a trace is not logged.
     *
     * @param atMillis when it was written, since 1970
     * @param fields names and values by turns; ids and numbers, never secrets
     */
    public void passed(String hop, Headers headers, long atMillis, Object... fields) {
        boolean fresh = clock.millis() - atMillis <= FRESH.toMillis();
        if (!fresh && !log.isDebugEnabled()) {
            return; // the usual case of a replay, without a look at the header
        }
        TraceHeader.of(headers).ifPresent(trace -> passed(hop, trace, fresh, fields));
    }

    /** A write that belongs to that trace got here. */
    public void passed(String hop, Optional<TraceParent> trace, long atMillis, Object... fields) {
        trace.ifPresent(known -> passed(hop, known, clock.millis() - atMillis <= FRESH.toMillis(), fields));
    }

    private void passed(String hop, TraceParent trace, boolean fresh, Object[] fields) {
        Level level = fresh && trace.isSampled() ? Level.INFO : Level.DEBUG;
        if (log.isEnabledForLevel(level)) {
            LoggingEventBuilder line = log.atLevel(level).addKeyValue("trace_id", trace.traceId());
            for (int i = 0; i < fields.length; i += 2) {
                line = line.addKeyValue(fields[i].toString(), fields[i + 1]);
            }
            line.log(hop);
        }
    }
}
