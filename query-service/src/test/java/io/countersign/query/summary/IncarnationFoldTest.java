package io.countersign.query.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.Facts;
import io.countersign.query.summary.Incarnation.Missing;
import io.countersign.query.summary.Incarnation.Presence;
import io.countersign.schemas.failure.AuthFailureCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IncarnationFoldTest {
    private static final Instant TIME = Instant.parse("2026-11-22T12:00:00Z");

    /** Sent again, out of order, as often as may be. */
    @Property(tries = 300)
    void eachNumberIsTakenOnceInWhateverOrderAndHoweverOftenItComes(
            @ForAll @IntRange(min = 1, max = 60) int numbers, @ForAll @IntRange(min = 0, max = 60) int repeats, @ForAll long seed) {
        Random random = new Random(seed);
        List<Integer> arrivals = new ArrayList<>();
        for (int i = 1; i <= numbers; i++) {
            arrivals.add(i);
        }
        for (int i = 0; i < repeats; i++) {
            arrivals.add(1 + random.nextInt(numbers));
        }
        Collections.shuffle(arrivals, random);
        Optional<Incarnation> known = Optional.empty();
        List<Integer> taken = new ArrayList<>();
        for (int number : arrivals) {
            Optional<Incarnation> next = IncarnationFold.with(known, record(number));
            if (next.isPresent()) {
                taken.add(number);
                known = next;
            }
        }

        assertThat(taken).hasSize(numbers).doesNotHaveDuplicates();
        assertThat(known.orElseThrow().highest()).isEqualTo(numbers);
        assertThat(known.orElseThrow().missing()).isEmpty();
    }

    @Test
    void aMissingNumberIsAGapOfTheTimeBetweenItsNeighbours() {
        Incarnation known = folded(1, 2, 5);

        assertThat(known.missing()).containsExactly(new Missing(3, 4, TIME.plusSeconds(3), TIME.plusSeconds(6)));
        assertThat(folded(1, 2, 5, 3).missing()).containsExactly(new Missing(4, 4, TIME.plusSeconds(3), TIME.plusSeconds(6)));
        assertThat(folded(1, 2, 5, 4, 3).missing()).isEmpty();
    }

    @Test
    void whatIsMissingBeforeTheFirstThatCameIsKnownToo() {
        assertThat(folded(3).missing()).containsExactly(new Missing(1, 2, record(3).getStartedAt(), TIME.plusSeconds(4)));
    }

    @Test
    void oldGapsForgetTheirNumbersButNotTheirTime() {
        Optional<Incarnation> known = Optional.empty();
        for (int i = 0; i <= IncarnationFold.MOST_MISSING + 5; i++) {
            known = IncarnationFold.with(known, record(1 + 2 * i));
        }

        List<Missing> missing = known.orElseThrow().missing();
        assertThat(missing).hasSize(IncarnationFold.MOST_MISSING);
        assertThat(missing.getFirst().since()).isEqualTo(TIME.plusSeconds(2));
        assertThat(IncarnationFold.with(known, record(2))).isEmpty();
    }

    @Test
    void theLastOneEndsItWheneverItComes() {
        AuthFailureCounts last = AuthFailureCounts.newBuilder(record(3)).setEnded(true).build();
        Optional<Incarnation> known = IncarnationFold.with(Optional.of(folded(1)), last);

        assertThat(IncarnationFold.with(known, record(2)).orElseThrow().presence()).isEqualTo(Presence.ENDED);
    }

    private static Incarnation folded(int... numbers) {
        Optional<Incarnation> known = Optional.empty();
        for (int number : numbers) {
            known = IncarnationFold.with(known, record(number));
        }
        return known.orElseThrow();
    }

    private static AuthFailureCounts record(int number) {
        return Facts.counts(TIME.plusSeconds(number), number).setStartedAt(TIME).build();
    }
}
