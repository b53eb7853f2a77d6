package io.countersign.query.auth;

import static io.countersign.query.Facts.credentialCreated;
import static io.countersign.query.Facts.credentialDeleted;
import static io.countersign.query.Facts.trunkCreated;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.event.TrunkEventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class AuthFoldPropertiesTest {
    private static final String TRUNK = "trunk_4x5y6z";
    private static final List<String> USERNAMES = List.of("alice", "bob", "carol");

    /** After a position was set back, everything from there to the end comes again; any number of times. */
    @Property(tries = 500)
    void anyRedeliveredSuffixLeadsToTheSameTableAndState(
            @ForAll("histories") List<TrunkEventEnvelope> history, @ForAll List<@IntRange(min = 0, max = 30) Integer> kills) {
        AuthTable once = new AuthTable();
        history.forEach(once::fold);

        AuthTable again = new AuthTable();
        history.forEach(again::fold);
        for (int kill : kills) {
            history.subList(Math.min(kill, history.size()), history.size()).forEach(again::fold);
        }

        assertThat(again.rows()).isEqualTo(once.rows());
        assertThat(again.state()).isEqualTo(once.state());
    }

    /** The changelog may hold more events than the output: those rows are lost, and sent when the events come again. */
    @Property(tries = 500)
    void aKillBetweenChangelogAndOutputSwallowsNothing(
            @ForAll("histories") List<TrunkEventEnvelope> history,
            @ForAll @IntRange(min = 0, max = 30) int flushed,
            @ForAll @IntRange(min = 0, max = 30) int inChangelog) {
        AuthTable once = new AuthTable();
        history.forEach(once::fold);

        int committed = Math.min(flushed, history.size());
        int changed = Math.min(committed + inChangelog, history.size());
        AuthTable killed = new AuthTable();
        history.subList(0, committed).forEach(killed::fold);
        history.subList(committed, changed).forEach(killed::foldWithoutOutput);
        history.subList(committed, history.size()).forEach(killed::fold);

        assertThat(killed.rows()).isEqualTo(once.rows());
        assertThat(killed.state()).isEqualTo(once.state());
    }

    /** A trunk, then usernames that are taken and freed in any order. */
    @Provide
    Arbitrary<List<TrunkEventEnvelope>> histories() {
        return Arbitraries.of(USERNAMES).list().ofMaxSize(30).map(AuthFoldPropertiesTest::history);
    }

    private static List<TrunkEventEnvelope> history(List<String> toggles) {
        List<TrunkEventEnvelope> events = new ArrayList<>();
        events.add(trunkCreated(TRUNK, "acc_1"));
        Map<String, String> holders = new HashMap<>();
        for (String username : toggles) {
            long sequence = events.size() + 1L;
            String holder = holders.remove(username);
            if (holder == null) {
                String credential = "cred_" + sequence;
                holders.put(username, credential);
                events.add(credentialCreated(TRUNK, sequence, credential, username));
            } else {
                events.add(credentialDeleted(TRUNK, sequence, holder, username));
            }
        }
        return events;
    }
}
