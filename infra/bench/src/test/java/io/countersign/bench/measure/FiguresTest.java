package io.countersign.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void the_median_of_an_even_number_is_the_mean_of_the_middle_two() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 10.0))).isEqualTo(new Spread(3.5, 1.0, 10.0));
        assertThat(Spread.of(List.of(7.0, 5.0, 6.0)).text(1)).isEqualTo("6.0 (5.0–7.0)");
        assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("no round");
    }

    @Test
    void ratios_are_of_the_same_round() {
        assertThat(Spread.ofRatios(List.of(10.0, 4.0, 30.0), List.of(5.0, 4.0, 10.0))).isEqualTo(new Spread(2.0, 1.0, 3.0));
        assertThatThrownBy(() -> Spread.ofRatios(List.of(1.0), List.of())).hasMessageContaining("1 rounds beside 0");
    }

    @Test
    void merged_latencies_are_as_if_recorded_in_one() {
        Latencies first = new Latencies();
        Latencies second = new Latencies();
        for (int i = 1; i <= 50; i++) {
            first.record(Duration.ofMillis(i).toNanos());
            second.record(Duration.ofMillis(50 + i).toNanos());
        }

        first.add(second);

        assertThat(first.count()).isEqualTo(100);
        assertThat(first.percentile(50)).isCloseTo(Duration.ofMillis(50), Duration.ofMillis(1));
        assertThat(first.percentile(99)).isCloseTo(Duration.ofMillis(99), Duration.ofMillis(1));
        assertThat(first.max()).isCloseTo(Duration.ofMillis(100), Duration.ofMillis(1));
    }

    @Test
    void no_latency_is_zero_and_a_huge_one_is_cut() {
        Latencies latencies = new Latencies();
        assertThat(latencies.percentile(99)).isZero();

        latencies.record(Duration.ofHours(1).toNanos());

        assertThat(latencies.max()).isCloseTo(Duration.ofMinutes(1), Duration.ofSeconds(1));
    }

    @Test
    void samples_may_be_negative_and_percentiles_are_samples() {
        Samples samples = new Samples();
        assertThat(samples.millis(50)).isEqualTo("–");

        for (long millis : new long[] {3, -1, 2, 10}) {
            samples.add(Duration.ofMillis(millis).toNanos());
        }

        assertThat(samples.percentile(0)).isEqualTo(Duration.ofMillis(-1).toNanos());
        assertThat(samples.millis(50)).isEqualTo("2.00");
        assertThat(samples.millis(99)).isEqualTo("10.00");
        assertThat(samples.millis(100)).isEqualTo("10.00");
    }

    @Test
    void a_table_has_aligned_columns() {
        String text = new MarkdownTable("what", "µs").row("REGISTER", "7.1").row("x", "12").text();

        assertThat(text).isEqualTo("""
                | what     | µs  |
                | -------- | --- |
                | REGISTER | 7.1 |
                | x        | 12  |
                """);
        assertThatThrownBy(() -> new MarkdownTable("one").row("a", "b")).hasMessageContaining("2 cells (expected: 1)");
    }

    @Test
    void load_goes_to_this_machine_only() {
        assertThat(LoopbackTarget.parse("127.0.0.1:5060").getPort()).isEqualTo(5060);
        assertThatThrownBy(() -> LoopbackTarget.parse("192.0.2.1:5060")).hasMessageContaining("expected: a loopback address");
        assertThatThrownBy(() -> LoopbackTarget.parse("127.0.0.1")).hasMessageContaining("expected: host:port");
        assertThatThrownBy(() -> LoopbackTarget.parse("127.0.0.1:x")).hasMessageContaining("expected: a number as port");
    }
}
