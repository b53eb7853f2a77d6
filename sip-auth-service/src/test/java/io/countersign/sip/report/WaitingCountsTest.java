package io.countersign.sip.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WaitingCountsTest {
    private static final long HOUR = 1_795_003_200L;

    private final WaitingCounts waiting = new WaitingCounts();

    @Test
    void secondsBecomeMinutesWhenTheyHaveWaitedForOne() {
        for (int i = 0; i < 150; i++) {
            waiting.add(span("trunk_a", HOUR + i, "alice"));
        }
        waiting.collapse(HOUR + 150);

        List<SpanCounts> spans = all();
        assertThat(spans).hasSize(2 + 60);
        assertThat(spans.getFirst()).satisfies(span -> {
            assertThat(span.fromSecond()).isEqualTo(HOUR);
            assertThat(span.widthSeconds()).isEqualTo(60);
            assertThat(span.byReason()).isEqualTo(Map.of("wrong_password", 60L));
            assertThat(span.usernames()).isEqualTo(Map.of("alice", 60L));
        });
        assertThat(sum(spans)).isEqualTo(150);
        assertThat(waiting.collapsed()).isEqualTo(90);
    }

    @Test
    void aLongOutageOfManyTrunksTakesNoMoreThanItsRoomAndForgetsNoFailure() {
        int trunks = 200;
        int minutes = 180;
        for (int minute = 0; minute < minutes; minute++) {
            for (int trunk = 0; trunk < trunks; trunk++) {
                waiting.add(span("trunk_" + trunk, HOUR + 60L * minute, "alice"));
            }
            waiting.collapse(HOUR + 60L * minute);
            assertThat(waiting.size()).isLessThanOrEqualTo(WaitingCounts.MOST_SPANS);
        }

        assertThat(sum(all())).isEqualTo((long) trunks * minutes);
        assertThat(waiting.size()).isZero();
        assertThat(waiting.names()).isZero();
    }

    @Test
    void theOldestForgetNamesWhereThereAreTooMany() {
        int perSpan = 500;
        int spans = 3 * WaitingCounts.MOST_NAMES / perSpan;
        for (int i = 0; i < spans; i++) {
            SpanCounts span = span("trunk_a", HOUR + i, "alice");
            for (int name = 0; name < perSpan; name++) {
                span.usernames().put("spoofed-" + i + "-" + name, 1L);
            }
            waiting.add(span);
            waiting.collapse(HOUR);
        }

        assertThat(waiting.names()).isLessThanOrEqualTo(WaitingCounts.MOST_NAMES);
        List<SpanCounts> all = all();
        assertThat(all.getFirst().names()).isZero();
        assertThat(all.getLast().names()).isGreaterThan(perSpan);
        assertThat(sum(all)).isEqualTo(spans);
    }

    @Test
    void theOldestGoFirstAndOnlySoMany() {
        for (int i = 0; i < 5; i++) {
            waiting.add(span("trunk_" + i, HOUR - i, "alice"));
        }

        assertThat(waiting.next(2, Integer.MAX_VALUE)).extracting(SpanCounts::key).containsExactly("trunk_4", "trunk_3");
        assertThat(waiting.next(9, 3)).extracting(SpanCounts::key).containsExactly("trunk_2", "trunk_1");
        assertThat(waiting.oldestSecondOr(0)).isEqualTo(HOUR);
        assertThat(waiting.keys()).containsExactly("trunk_0");
    }

    private static SpanCounts span(String key, long second, String username) {
        SpanCounts span = SpanCounts.empty(key, Optional.of("acc_1"), second, 1);
        span.byReason().put("wrong_password", 1L);
        span.usernames().put(username, 1L);
        span.sources().put("192.0.2.10", 1L);
        return span;
    }

    private List<SpanCounts> all() {
        List<SpanCounts> all = new ArrayList<>();
        while (waiting.size() > 0) {
            all.addAll(waiting.next(100, Integer.MAX_VALUE));
        }
        return all;
    }

    private static long sum(List<SpanCounts> spans) {
        return spans.stream().flatMap(span -> span.byReason().values().stream()).mapToLong(Long::longValue).sum();
    }
}
