package io.countersign.query.rebuild;

import static io.countersign.query.rebuild.StepKind.CANCELLED;
import static io.countersign.query.rebuild.StepKind.COMPLETED;
import static io.countersign.query.rebuild.StepKind.REQUESTED;
import static io.countersign.query.rebuild.StepKind.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.rebuild.Generations.Next;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several instances write steps; who comes second changes nothing. */
class GenerationsTest {
    private static final Instant AT = Instant.parse("2026-11-25T10:00:00Z");
    private static final long SEED = 23;
    private static final List<StepKind> KINDS = List.of(StepKind.values());

    @Test
    void aRebuildGoesThroughItsSteps() {
        Generations requested = Generations.first().after(step("a", REQUESTED, 2));
        assertThat(requested.live()).isEqualTo(1);
        assertThat(requested.running()).containsExactly(1, 2);

        Generations completed = requested.after(step("b", COMPLETED, 2));
        assertThat(completed.live()).isEqualTo(2);
        assertThat(completed.next()).isEmpty();
        assertThat(completed.running()).containsExactly(1, 2);

        Generations retired = completed.after(step("c", RETIRED, 1));
        assertThat(retired.running()).containsExactly(2);
        assertThat(retired.ended()).containsOnlyKeys(1);
    }

    @Test
    void theFirstOfTwoRequestsCounts() {
        Generations both = Generations.first().after(step("a", REQUESTED, 2)).after(step("b", REQUESTED, 2));

        assertThat(both.next().map(Next::id)).contains("a");
        assertThat(both.highest()).isEqualTo(2);
    }

    @Test
    void aCompletionAfterACancellationChangesNothing() {
        Generations cancelled = Generations.first().after(step("a", REQUESTED, 2)).after(step("b", CANCELLED, 2));

        assertThat(cancelled.after(step("c", COMPLETED, 2))).isEqualTo(cancelled);
        assertThat(cancelled.live()).isEqualTo(1);
        assertThat(cancelled.ended()).containsOnlyKeys(2);
    }

    @Test
    void aNumberIsUsedOnce() {
        Generations cancelled = Generations.first().after(step("a", REQUESTED, 2)).after(step("b", CANCELLED, 2));

        assertThat(cancelled.after(step("c", REQUESTED, 2))).isEqualTo(cancelled);
        assertThat(cancelled.after(step("d", REQUESTED, 3)).next().map(Next::generation)).contains(3);
    }

    @Test
    void theLiveOneAndTheNextAreNeverRetired() {
        Generations requested = Generations.first().after(step("a", REQUESTED, 2));

        assertThat(requested.after(step("b", RETIRED, 1))).isEqualTo(requested);
        assertThat(requested.after(step("c", RETIRED, 2))).isEqualTo(requested);
    }

    /** Whatever is written: the live one runs, never goes back, and nothing that runs is removed. */
    @Test
    void noOrderOfStepsBreaksTheRules() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            Generations now = Generations.first();
            for (Step step : anySteps(random)) {
                Generations after = now.after(step);
                assertThat(after.live()).isGreaterThanOrEqualTo(now.live());
                assertThat(after.running()).contains(after.live());
                assertThat(after.running()).noneMatch(after.ended()::containsKey);
                now = after;
            }
        }
    }

    private static List<Step> anySteps(Random random) {
        return IntStream.range(0, 30)
                .mapToObj(i -> step("s" + i, KINDS.get(random.nextInt(KINDS.size())), 1 + random.nextInt(5)))
                .toList();
    }

    private static Step step(String id, StepKind kind, int generation) {
        return new Step(id, kind, generation, AT);
    }
}
