package io.countersign.sip.report;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.AvroSerializer;
import io.countersign.schemas.failure.AuthFailureCounts;
import io.countersign.sip.decision.SteadyClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the workers' counts when their second is over and sends them to Kafka, one round at a time: the next one begins when
 * each record of the last one is acknowledged. A record that Kafka didn't take, or whose acknowledgement was lost, is sent again
 * as it is, under its number, so nothing is missed and who reads it can tell what he has seen. Meanwhile counts wait
 * ({@link WaitingCounts}); workers never do.
 *
 * <p>A round has at most {@value #ROUND_SPANS} records and about {@value #ROUND_NAMES} names, 5 MB; one thread owns the producer.
 */
public final class CountsPublisher implements AutoCloseable {
    static final int ROUND_SPANS = 1_000;
    static final int ROUND_NAMES = 32_768;

    private static final Logger LOG = LoggerFactory.getLogger(CountsPublisher.class);
    private static final long TAKE_EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** While it sends nobody takes the workers' counts. */
    private static final int MAX_BLOCK_MS = 250;

    /** A worker that was stopped in the middle of a count may be so late. */
    private static final long LATE_SECONDS = 1;

    /** Who is idle tells how far he is after 1, 2, 4 … seconds, at last each minute. */
    private static final long MOST_QUIET_SECONDS = 60;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    /** The rest is the producer's. */
    private static final Duration END_TIMEOUT = Duration.ofSeconds(2);

    private final SteadyClock clock;
    private final byte[] hashKey;
    private final List<FailureCounter> counters = new CopyOnWriteArrayList<>();
    private final WaitingCounts waiting = new WaitingCounts();
    private final CountRecords records;
    private final Producer<String, AuthFailureCounts> producer;
    private final ConcurrentLinkedQueue<ProducerRecord<String, AuthFailureCounts>> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentAgain = new LongAdder();
    private final Thread thread;
    private long quietSeconds = 1;
    private long progressDue;
    private long roundSecond;
    private volatile Status status = new Status(0, 0, 0, 0);
    private volatile boolean closed;

    /**
     * What waits.
     *
     * @param spans counts of a trunk and a span of time that Kafka doesn't have
     * @param names usernames and sources in them
     * @param collapsed spans that became part of a longer one since the start
     * @param lagSeconds since the oldest failure that Kafka may not know of
     */
    public record Status(int spans, int names, long collapsed, long lagSeconds) {}

    private CountsPublisher(KafkaSettings kafka, String node, String incarnation, byte[] hashKey, SteadyClock clock) {
        this.clock = clock;
        this.hashKey = hashKey.clone();
        this.records = new CountRecords(node, incarnation, clock.second(), kafka.partitions());
        var settings = kafka.producer(node + "-counts");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new AvroSerializer<>());
        this.thread = Thread.ofPlatform().name(node + "-counts").daemon(true).unstarted(this::run);
    }

    /**
     * Starts the publishing thread.
     *
     * @param incarnation differs for each start of the node
     * @param hashKey random bytes; names are told apart by them
     */
    public static CountsPublisher start(KafkaSettings kafka, String node, String incarnation, byte[] hashKey, SteadyClock clock) {
        CountsPublisher publisher = new CountsPublisher(kafka, node, incarnation, hashKey, clock);
        publisher.thread.start();
        return publisher;
    }

    /** A counter for one worker, for as long as this lives. */
    FailureCounter newCounter() {
        FailureCounter counter = new FailureCounter(hashKey);
        counters.add(counter);
        return counter;
    }

    /** Failures that were counted. */
    public long counted() {
        return counters.stream().mapToLong(FailureCounter::counted).sum();
    }

    /** Usernames and sources in the workers' tables. */
    public int names() {
        return counters.stream().mapToInt(FailureCounter::names).sum();
    }

    /** Records that Kafka has. */
    public long sent() {
        return sent.sum();
    }

    /** Records that had to be sent again. */
    public long sentAgain() {
        return sentAgain.sum();
    }

    public Status status() {
        return status;
    }

    /** Sends what was counted, and that this was all, as far as that is done within two seconds. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.warn("counts.close.timeout spans={} in_flight={}", status.spans(), inFlight.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ZERO); // what isn't acknowledged by now is missing for whoever reads the numbers
    }

    private void run() {
        while (!closed) {
            long now = clock.second();
            take(now);
            waiting.collapse(now);
            if (inFlight.get() == 0) {
                round(now);
            }
            tell(now);
            LockSupport.parkNanos(this, TAKE_EACH_NANOS);
        }
        end();
    }

    private void take(long beforeSecond) {
        counters.forEach(counter -> counter.takeBefore(beforeSecond).forEach(waiting::add));
    }

    private void round(long now) {
        List<ProducerRecord<String, AuthFailureCounts>> round = again();
        if (round.isEmpty()) {
            roundSecond = waiting.oldestSecondOr(now);
            round = counted(now - LATE_SECONDS);
            if (!round.isEmpty()) {
                quietSeconds = 1;
                progressDue = Math.min(progressDue, now + quietSeconds);
            } else if (now >= progressDue) {
                round = records.progress(now - LATE_SECONDS);
                progressDue = now + quietSeconds;
                quietSeconds = Math.min(2 * quietSeconds, MOST_QUIET_SECONDS);
            }
        }
        send(round);
    }

    private List<ProducerRecord<String, AuthFailureCounts>> counted(long coveredSecond) {
        List<SpanCounts> spans = waiting.next(ROUND_SPANS, ROUND_NAMES);
        Set<Integer> more = waiting.keys().stream().map(records::partition).collect(Collectors.toSet());
        return records.of(spans, coveredSecond, more);
    }

    /** What Kafka didn't take, each partition's in the order of its numbers. */
    private List<ProducerRecord<String, AuthFailureCounts>> again() {
        List<ProducerRecord<String, AuthFailureCounts>> again = new ArrayList<>();
        for (var record = refused.poll(); record != null; record = refused.poll()) {
            again.add(record);
        }
        again.sort(Comparator.comparingLong(record -> record.value().getNumber()));
        sentAgain.add(again.size());
        return again;
    }

    private void send(List<ProducerRecord<String, AuthFailureCounts>> round) {
        inFlight.addAndGet(round.size());
        for (ProducerRecord<String, AuthFailureCounts> record : round) {
            if (!refused.isEmpty()) { // Kafka is away: each further one would wait in vain
                refuse(record);
                continue;
            }
            try {
                var _ = producer.send(record, (metadata, failure) -> {
                    if (failure == null) {
                        sent.increment();
                        acknowledge();
                    } else {
                        refuse(record);
                    }
                });
            } catch (KafkaException | IllegalStateException e) {
                LOG.warn("counts.unsent error={}", e.getClass().getSimpleName());
                refuse(record);
            }
        }
    }

    private void refuse(ProducerRecord<String, AuthFailureCounts> record) {
        refused.add(record);
        acknowledge();
    }

    private void acknowledge() {
        if (inFlight.decrementAndGet() == 0) {
            LockSupport.unpark(thread);
        }
    }

    private void tell(long now) {
        boolean waits = inFlight.get() > 0 || !refused.isEmpty();
        long oldest = waits ? roundSecond : waiting.oldestSecondOr(now);
        status = new Status(waiting.size(), waiting.names(), waiting.collapsed(), Math.max(0, now - oldest));
    }

    /** All that was counted, in as many rounds as it takes; then that it was all. */
    private void end() {
        long deadline = System.nanoTime() + END_TIMEOUT.toNanos();
        take(Long.MAX_VALUE);
        boolean told = false;
        while (System.nanoTime() < deadline && !(told && inFlight.get() == 0 && refused.isEmpty())) {
            if (inFlight.get() == 0) {
                List<ProducerRecord<String, AuthFailureCounts>> round = again();
                round = round.isEmpty() ? counted(clock.second()) : round;
                if (round.isEmpty()) {
                    round = records.end(clock.second() + 1);
                    told = true;
                }
                send(round);
            }
            LockSupport.parkNanos(this, TAKE_EACH_NANOS / 10);
        }
    }
}
