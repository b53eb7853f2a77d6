package io.countersign.query.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.summary.Incarnation.Missing;
import io.countersign.query.summary.Incarnation.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final Instant SINCE = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant UNTIL = SINCE.plusSeconds(600);
    private static final Instant NOW = UNTIL.plusSeconds(10);

    @Test
    void whoHasToldAllLeavesNoGap() {
        assertThat(coverage(node("a", SINCE, UNTIL, Presence.GOES_ON)).isComplete()).isTrue();
        assertThat(coverage(node("a", SINCE, SINCE.plusSeconds(5), Presence.ENDED)).isComplete()).isTrue();
    }

    @Test
    void whoHasNotToldTheEndYetIsLate() {
        Coverage coverage = coverage(node("a", SINCE, UNTIL.minusSeconds(1), Presence.GOES_ON));

        assertThat(coverage.gaps()).isEmpty();
        assertThat(coverage.late()).containsExactly("a");
        assertThat(coverage.isComplete()).isFalse();
    }

    @Test
    void whoIsSilentHasAGapThatEndsWhereHeIsTakenAsEnded() {
        Instant told = UNTIL.minus(Coverage.SILENT);
        assertThat(coverage(node("a", SINCE, told, Presence.GOES_ON)).gaps()).containsExactly(new Gap("a", told, UNTIL));

        Instant longAgo = SINCE.plusSeconds(60).minus(Coverage.ENDED);
        assertThat(coverage(node("a", SINCE, longAgo, Presence.GOES_ON)).gaps())
                .containsExactly(new Gap("a", SINCE, SINCE.plusSeconds(60)));
        assertThat(coverage(node("a", SINCE, SINCE.minus(Duration.ofDays(1)), Presence.GOES_ON)).isComplete()).isTrue();
    }

    @Test
    void aKilledNodesGapEndsWhereItsNextStartBegins() {
        Instant died = SINCE.plusSeconds(100);
        Instant again = SINCE.plusSeconds(110);
        Coverage coverage = coverage(node("a", SINCE, died, Presence.GOES_ON), node("a", again, UNTIL, Presence.GOES_ON));

        assertThat(coverage.gaps()).containsExactly(new Gap("a", died, again));
        assertThat(coverage.late()).isEmpty();
    }

    @Test
    void missingNumbersAreAGapWithinTheTimeAskedFor() {
        Incarnation before = with(new Missing(3, 4, SINCE.minusSeconds(9), SINCE));
        Incarnation within = with(new Missing(3, 4, SINCE.minusSeconds(9), SINCE.plusSeconds(2)));

        assertThat(coverage(before).isComplete()).isTrue();
        assertThat(coverage(within).gaps()).containsExactly(new Gap("a", SINCE, SINCE.plusSeconds(2)));
    }

    @Test
    void gapsOfANodeThatMeetAreOne() {
        Coverage one = new Coverage(List.of(gap("a", 0, 10), gap("b", 5, 6)), List.of("c"));
        Coverage other = new Coverage(List.of(gap("a", 10, 20), gap("a", 12, 13), gap("a", 30, 31)), List.of("c"));

        Coverage union = Coverage.union(List.of(one, other));
        assertThat(union.gaps()).containsExactlyInAnyOrder(gap("a", 0, 20), gap("b", 5, 6), gap("a", 30, 31));
        assertThat(union.late()).containsExactly("c");
    }

    private static Coverage coverage(Incarnation... incarnations) {
        return Coverage.of(List.of(incarnations), SINCE, UNTIL, NOW);
    }

    private static Incarnation node(String node, Instant startedAt, Instant coveredUntil, Presence presence) {
        return new Incarnation(node, startedAt.toString(), startedAt, 9, coveredUntil, presence, List.of());
    }

    private static Incarnation with(Missing missing) {
        return new Incarnation("a", "1", SINCE.minusSeconds(60), 9, UNTIL, Presence.GOES_ON, List.of(missing));
    }

    private static Gap gap(String node, long since, long until) {
        return new Gap(node, SINCE.plusSeconds(since), SINCE.plusSeconds(until));
    }
}
