package io.countersign.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessCpuTest {
    @Test
    void a_command_name_may_hold_blanks_and_parentheses() {
        String line = "4711 (odd) name (x) S 42 4711 4711 0 -1 4194560 1 2 3 4 250 17 5 6 20 0 1 0 100 1000 10 18446744073709551615";

        assertThat(ProcessStat.parse(line)).contains(new ProcessStat(4711, 42, 250, 17));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4711", "4711 (x", "4711 (x)", "4711 (x) S 42", "x (y) S 1 2 3 4 5 6 7 8 9 10 11 12 13", "1 (y) S a 2 3 4 5 6 7 8 9 10 11 12 13"})
    void a_line_of_another_form_is_no_process(String line) {
        assertThat(ProcessStat.parse(line)).isEmpty();
    }

    @Test
    void a_tree_is_the_process_and_all_that_descend_from_it() {
        List<ProcessStat> all = List.of(
                new ProcessStat(30, 20, 4, 0),
                new ProcessStat(10, 1, 100, 50),
                new ProcessStat(20, 10, 3, 1),
                new ProcessStat(99, 1, 1000, 1000));

        assertThat(ProcessCpu.tree(10, all)).extracting(ProcessStat::pid).containsExactlyInAnyOrder(10L, 20L, 30L);
        assertThat(ProcessCpu.time(ProcessCpu.tree(10, all))).isEqualTo(Duration.ofMillis(1580));
    }

    @Test
    void a_process_that_is_gone_is_no_measurement() {
        assertThatThrownBy(() -> ProcessCpu.tree(10, List.of(new ProcessStat(1, 0, 1, 1)))).hasMessageContaining("process 10 is gone");
    }

    @Test
    void this_process_has_used_time_and_its_tree_not_less() {
        long self = ProcessHandle.current().pid();

        Duration alone = ProcessCpu.ofProcess(self);

        assertThat(alone).isPositive();
        assertThat(ProcessCpu.ofTree(self)).isGreaterThanOrEqualTo(alone);
    }

    @Test
    void what_a_hypervisor_takes_away_is_the_eighth_number() {
        assertThat(StolenTime.parse(List.of("cpu  60379 0 7179 94973 600 0 1078 10504 0 0", "cpu0 29412 0 3563 48209 418 0 511 5262 0 0")))
                .isEqualTo(Duration.ofMillis(105_040));
        assertThatThrownBy(() -> StolenTime.parse(List.of("cpu 1 2 3"))).hasMessageContaining("expected: cpu and at least 8 numbers");
    }

    @Test
    void a_machine_tells_what_was_taken_away() {
        assertThat(StolenTime.total()).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void a_second_is_undisturbed_where_nothing_was_taken_away_until_the_next() {
        List<Duration> totals = Stream.of(0, 0, 10, 10, 10).map(Duration::ofMillis).toList();

        assertThat(StolenSeconds.undisturbed(totals)).isEqualTo(3);
        assertThat(StolenSeconds.isUndisturbed(totals, 0, 0)).isTrue();
        assertThat(StolenSeconds.isUndisturbed(totals, 0, 1)).isFalse();
        assertThat(StolenSeconds.isUndisturbed(totals, 1, 1)).isFalse();
        assertThat(StolenSeconds.isUndisturbed(totals, 2, 9)).isTrue();
        assertThat(StolenSeconds.isUndisturbed(totals, 4, 4)).as("not looked at").isFalse();
    }
}
