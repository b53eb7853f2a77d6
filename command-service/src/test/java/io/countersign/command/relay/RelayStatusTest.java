package io.countersign.command.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.TestStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.health.contributor.Status;

class RelayStatusTest {
    private static final CompanionRows NOTHING = new CompanionRows(Map.of(), Map.of());

    private final MovedClock clock = new MovedClock();
    private final RelayStatus status = new RelayStatus(clock);
    private final RelayHealth health = new RelayHealth(status);

    @Test
    void aLeaderThatSendsWhatNeverEndsIsNotBehind() {
        status.is(RelayState.LEADING);
        for (int second = 0; second < 60; second++) {
            Batch batch = rows(10, clock.instant());
            clock.pass(Duration.ofSeconds(1));
            status.alive();
            status.waitingSince(batch.oldest());
            assertThat(status.lag()).isEqualTo(Duration.ofSeconds(1));
            status.waitingSince(batch.oldestAfter());
            assertThat(status.lag()).isZero();
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void afterAFullBatchItIsAsFarBehindAsItsLastRow() {
        status.is(RelayState.LEADING);
        Batch full = rows(EventRows.BATCH_ROWS, clock.instant());
        clock.pass(Duration.ofSeconds(11));
        status.waitingSince(full.oldestAfter());

        assertThat(status.lag()).isEqualTo(Duration.ofSeconds(11));
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void aRowThatWaitsForAnOlderTransactionCounts() {
        status.is(RelayState.LEADING);
        Batch unsettled = new Batch(List.of(), Optional.of(clock.instant()), NOTHING);
        clock.pass(Duration.ofSeconds(4));
        status.waitingSince(unsettled.oldest());

        assertThat(status.lag()).isEqualTo(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @EnumSource(names = {"LEADING", "FOLLOWING", "FAILING"})
    void aLoopThatHangsIsNotWell(RelayState state) {
        status.alive();
        status.is(state);
        clock.pass(Duration.ofSeconds(5));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        clock.pass(Duration.ofSeconds(2));
        assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        status.alive();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void whatFailsWasLastKnownToBeWellWhenItLastGaveASign() {
        status.is(RelayState.LEADING);
        status.alive();
        clock.pass(Duration.ofSeconds(8));
        status.failed(RelayState.FAILING, "no answer");

        assertThat(status.lag()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void aClockThatIsAheadMakesNoNegativeLag() {
        status.is(RelayState.LEADING);
        status.waitingSince(Optional.of(clock.instant().plusSeconds(1)));

        assertThat(status.lag()).isZero();
    }

    private static Batch rows(int count, Instant writtenAt) {
        EventRow row = new EventRow(new Position(1, 1), "event", "trunk_a", 1, writtenAt, "an event", TestStore.CAUSE);
        return new Batch(Collections.nCopies(count, row), Optional.empty(), NOTHING);
    }

    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-04-09T10:35:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
