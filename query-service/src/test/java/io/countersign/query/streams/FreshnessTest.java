package io.countersign.query.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.streams.Freshness.Part;
import io.countersign.query.streams.Freshness.Position;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Instant START = Instant.parse("2026-04-09T10:35:00Z");
    private static final Part PART = new Part("rows", 3);

    private final Freshness freshness = new Freshness();

    @Test
    void isAsFreshAsTheLastEndThatWasReached() {
        sample(0, 100, 100);
        assertThat(freshness.asOf(PART)).contains(START);

        sample(1, 110, 120);
        assertThat(freshness.asOf(PART)).as("behind 120").contains(START);
        sample(2, 121, 140);
        assertThat(freshness.asOf(PART)).as("120 was the end after a second").contains(START.plusSeconds(1));
        sample(3, 141, 160);
        assertThat(freshness.asOf(PART)).as("140 was the end after two seconds").contains(START.plusSeconds(2));
        sample(4, 160, 160);
        assertThat(freshness.asOf(PART)).contains(START.plusSeconds(4));
    }

    @Test
    void isUnknownUntilAnEndWasReached() {
        assertThat(freshness.asOf(PART)).isEmpty();
        sample(0, 5, 100);
        sample(1, 99, 100);
        assertThat(freshness.asOf(PART)).isEmpty();
        sample(2, 100, 120);
        assertThat(freshness.asOf(PART)).contains(START);
    }

    @Test
    void isUnknownAgainOnceEmptiedOrGone() {
        sample(0, 100, 100);
        sample(1, 10, 100);
        assertThat(freshness.asOf(PART)).as("went back").isEmpty();

        sample(2, 100, 100);
        freshness.sampled(START.plusSeconds(3), Map.of());
        sample(4, 50, 100);
        assertThat(freshness.asOf(PART)).as("went away and came back").isEmpty();
    }

    private void sample(int second, long current, long end) {
        freshness.sampled(START.plusSeconds(second), Map.of(PART, new Position(current, end)));
    }
}
