package io.countersign.command.relay;

import io.countersign.command.aggregate.CommitListener;
import io.countersign.kafka.KafkaSettings;
import io.countersign.kafka.TopicProvisioner;
import io.countersign.schemas.Topics;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is committed in PostgreSQL to Kafka: nothing skipped, nothing twice, nothing out of an aggregate's order.
 *
 * <pre>
 * follow ──lock──► start (fence, read the position in Kafka) ──► lead (rows after it, one Kafka transaction a batch)
 *    ▲                                                             │ any error, or the lock is lost
 *    └─────────────────────────── close all ◄──────────────────────┘
 * </pre>
 *
 * <p>One thread runs this; {@link #committed} may be called by any. The position counts in Kafka only: it is read anew
 * after every error, so it does not matter whether a transaction that failed was committed.
 */
public final class Relay implements CommitListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final Duration TRY_EACH = Duration.ofMillis(100);
    /** A commit that was not heard of is found after this. */
    private static final Duration LOOK_EACH = Duration.ofMillis(500);
    /** While an older transaction is running, whose rows come first. */
    private static final Duration HORIZON_EACH = Duration.ofMillis(10);
    /** Between two notifications of the leader: what is committed meanwhile goes with the second. */
    private static final Duration NOTIFY_EACH = Duration.ofMillis(10);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(300);
    private static final Duration PROVISION_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final PostgresLogin login;
    private final KafkaSettings kafka;
    private final EventRows rows;
    private final String node;
    private final Clock clock;
    private final CommitClock commitClock;
    private final RelayStatus status;
    private final WakeUpSignal wakeUp = new WakeUpSignal();
    private final Thread thread;
    private volatile boolean closed;
    /** Of the relay's thread. */
    private String lastLogged = "";

    Relay(PostgresLogin login, KafkaSettings kafka, EventRows rows, String node, Clock clock, CommitClock commitClock) {
        this.login = login;
        this.kafka = kafka;
        this.rows = rows;
        this.node = node;
        this.clock = clock;
        this.commitClock = commitClock;
        this.status = new RelayStatus(clock);
        this.thread = Thread.ofPlatform().name("relay").daemon(true).unstarted(this::run);
    }

    /** Begins to follow, and to lead when nobody does. */
    public void start() {
        thread.start();
    }

    public RelayStatus status() {
        return status;
    }

    @Override
    public void committed(String aggregateId, long version) {
        commitClock.committed(aggregateId, version);
        wakeUp.ring();
    }

    private void run() {
        while (!closed) {
            try (RelaySession session = login.open()) {
                if (follow(session)) {
                    start(session);
                }
            } catch (KafkaAheadException e) {
                pauseAfter(RelayState.KAFKA_AHEAD, e);
            } catch (SQLException | RuntimeException e) {
                pauseAfter(RelayState.FAILING, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                closed = true;
            }
        }
        status.is(RelayState.STOPPED);
    }

    /** Tries to become the leader, and tells the one there is of commits here; whether it has become it. */
    private boolean follow(RelaySession session) throws SQLException, InterruptedException {
        while (!closed) {
            boolean leader = session.tryLead();
            status.alive();
            if (leader) {
                session.listen();
                return true;
            }
            if (status.state() != RelayState.FOLLOWING) {
                status.is(RelayState.FOLLOWING);
                LOG.info("relay.following node={}", node);
            }
            if (wakeUp.await(TRY_EACH)) {
                session.notifyLeader();
                TimeUnit.NANOSECONDS.sleep(NOTIFY_EACH.toNanos());
            }
        }
        return false;
    }

    private void start(RelaySession session) throws InterruptedException {
        boolean afterError = status.state() == RelayState.FAILING;
        if (status.state() != RelayState.KAFKA_AHEAD) {
            status.is(RelayState.STARTING);
        }
        try (Heartbeat heartbeat = Heartbeat.start(session, wakeUp)) {
            if (afterError) { // it may have been emptied
                TopicProvisioner.provision(kafka, Topics.all(), PROVISION_TIMEOUT);
            }
            try (RelayProducer producer = RelayProducer.open(kafka, node, clock)) {
                Position position = new PositionReader(kafka, "countersign-relay-position-" + node).read();
                if (!position.isZero() && !rows.contains(position)) {
                    throw new KafkaAheadException(position);
                }
                LOG.info("relay.leading node={} transaction={} row={}", node, position.transactionId(), position.globalIndex());
                status.is(RelayState.LEADING);
                lead(producer, heartbeat, position);
            }
        }
    }

    private void lead(RelayProducer producer, Heartbeat heartbeat, Position from) throws InterruptedException {
        Position position = from;
        while (!closed && heartbeat.holdsLock()) {
            Batch batch = rows.after(position);
            status.alive();
            status.waitingSince(batch.oldest());
            if (batch.isEmpty()) {
                status.backlog(0);
                wakeUp.await(batch.unsettledSince().isPresent() ? HORIZON_EACH : LOOK_EACH);
            } else {
                status.backlog(batch.settled().size() < EventRows.BATCH_ROWS ? batch.settled().size() : rows.countAfter(position));
                producer.send(batch);
                status.sent(batch.settled().size());
                status.alive();
                status.waitingSince(batch.oldestAfter());
                commitClock.acknowledged(batch);
                position = batch.end();
            }
        }
    }

    private void pauseAfter(RelayState state, Exception cause) {
        if (closed) {
            return;
        }
        if (status.state() != state || !lastLogged.equals(cause.toString())) {
            lastLogged = cause.toString();
            LOG.warn("relay.failed node={} state={} error={}", node, state, lastLogged);
        }
        status.failed(state, cause.getClass().getSimpleName());
        try {
            wakeUp.await(PAUSE_AFTER_ERROR);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Ends the thread; a transaction under way is ended or left to the next leader to end. */
    @Override
    public void close() {
        closed = true;
        wakeUp.ring();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
