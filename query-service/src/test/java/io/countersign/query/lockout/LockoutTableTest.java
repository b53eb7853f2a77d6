package io.countersign.query.lockout;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.view.Page;
import io.countersign.schemas.Topics;
import io.countersign.schemas.lockout.LockoutRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LockoutTableTest {
    private static final Instant START = Instant.parse("2026-11-27T05:00:00Z");
    private static final Optional<String> ACME = Optional.of("acc_acme");
    private static final Optional<String> NOBODY = Optional.empty();

    private Instant now = START;
    private final LockoutTable table = new LockoutTable(() -> now);

    @Test
    void anAccountSeesItsOwnNewestFirstAndTheOperatorWhatIsOfNoAccount() {
        put("a", row("lock_1", "acc_acme", START));
        put("b", row("lock_2", "acc_acme", START.plusSeconds(1)));
        put("c", row("lock_3", "acc_other", START));
        put("d", row("lock_4", null, START));

        assertThat(ids(table.page(ACME, Optional.empty(), 10))).containsExactly("lock_2", "lock_1");
        assertThat(ids(table.page(NOBODY, Optional.empty(), 10))).containsExactly("lock_4");
        assertThat(table.find(ACME, "lock_1")).isPresent();
        assertThat(table.find(ACME, "lock_3")).isEmpty();
        assertThat(table.find(NOBODY, "lock_1")).isEmpty();
    }

    @Test
    void pagesHoldEachOnce() {
        for (int i = 0; i < 25; i++) {
            put("key" + i, row("lock_" + i, "acc_acme", START.plusSeconds(i / 3)));
        }
        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<LockoutRow> page = table.page(ACME, after, 10);
            seen.addAll(ids(page));
            after = page.end();
        } while (after.isPresent());

        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void whatIsLiftedOrOverIsNotShown() {
        put("a", row("lock_1", "acc_acme", START));
        put("b", row("lock_2", "acc_acme", START.plusSeconds(10)));
        table.onRecord(record("b", null));
        assertThat(ids(table.page(ACME, Optional.empty(), 10))).containsExactly("lock_1");

        now = START.plus(Duration.ofMinutes(5));

        assertThat(table.page(ACME, Optional.empty(), 10).rows()).isEmpty();
        assertThat(table.find(ACME, "lock_1")).isEmpty();
        table.onBatchApplied(Map.of());
        assertThat(table.size()).isZero();
    }

    @Test
    void aNewRoundTakesThePlaceOfTheLast() {
        put("a", row("lock_1", "acc_acme", START));
        put("a", row("lock_1", "acc_acme", START.plusSeconds(100)));

        assertThat(table.page(ACME, Optional.empty(), 10).rows()).singleElement().satisfies(row ->
                assertThat(row.getSince()).isEqualTo(START.plusSeconds(100)));
    }

    private void put(String key, LockoutRow row) {
        table.onRecord(record(key, row));
    }

    private static ConsumerRecord<String, @Nullable LockoutRow> record(String key, @Nullable LockoutRow row) {
        return new ConsumerRecord<>(Topics.LOCKOUTS.name(), 0, 0, key, row);
    }

    private static List<String> ids(Page<LockoutRow> page) {
        return page.rows().stream().map(LockoutRow::getId).toList();
    }

    private static LockoutRow row(String id, @Nullable String account, Instant since) {
        return LockoutRow.newBuilder()
                .setId(id)
                .setAccountId(account)
                .setTrunkId(account == null ? null : "trunk_abc")
                .setUsername("alice")
                .setSource("203.0.113.66")
                .setReason("wrong_password")
                .setFailures(10)
                .setRound(1)
                .setSince(since)
                .setUntil(since.plus(Duration.ofMinutes(5)))
                .setNode("sip-1")
                .build();
    }
}
