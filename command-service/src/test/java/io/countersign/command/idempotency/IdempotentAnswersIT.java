package io.countersign.command.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.TestServers;
import io.countersign.command.TestStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class IdempotentAnswersIT {
    @TempDir
    private static Path folder;

    @Test
    void theSweepRemovesWhatIsOldInTransactionsOfABoundedSize() {
        try (TestStore store = new TestStore(TestServers.newDatabase(), folder, (id, version) -> {})) {
            JdbcClient jdbc = store.jdbc();
            jdbc.sql("create table sweeps (txid xid8 default pg_current_xact_id(), removed int)").update();
            jdbc.sql("""
                    create function note_sweep() returns trigger language plpgsql as
                    $$ begin insert into sweeps (removed) select count(*) from gone; return null; end $$""").update();
            jdbc.sql("""
                    create trigger note after delete on command.idempotent_answer
                    referencing old table as gone for each statement execute function note_sweep()""").update();
            jdbc.sql("""
                    insert into command.idempotent_answer (scope, key, request_mac, answer, answered_at)
                    select 'test', n::text, '', '', now() - make_interval(hours => case when n <= 10 then 23 else 25 end)
                    from generate_series(1, 12010) n""").update();

            assertThat(store.bean(IdempotentAnswers.class).sweep()).isEqualTo(12_000);

            assertThat(count(jdbc, "select count(*) from command.idempotent_answer")).isEqualTo(10);
            assertThat(count(jdbc, "select count(distinct txid) from sweeps where removed > 0")).isEqualTo(3);
            assertThat(count(jdbc, "select max(removed) from sweeps")).isEqualTo(5_000);
        }
    }

    private static long count(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}
