package io.countersign.systemtests.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.keysets.TokenKeyset;
import io.countersign.rest.token.ConsistencyTokens;
import io.countersign.schemas.Topics;
import io.countersign.systemtests.RestClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The auth table and the views are built again from the facts while phones register and clients read: two query-services as
 * processes, two SIP nodes. Whoever was removed stays outside, also where his secret is still there; whoever may log in
 * never waits; writes go on; no read is told a part for the whole.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // start() runs before every test
class RebuildIT {
    private static final int TRIES = 1_000;
    private static final Duration REBUILT = Duration.ofMinutes(2);
    private static final String TABLE = Topics.REBUILD_AUTH_TABLE;
    private static final String VIEWS = Topics.REBUILD_VIEWS;

    @TempDir
    private static Path folder;

    private static Installation all;

    @BeforeAll
    static void start() throws IOException {
        all = Installation.start(folder);
    }

    @AfterAll
    static void stop() {
        all.close();
    }

    @Test
    @Order(1)
    void aRebuildNeverOpensADoorNorClosesOne() {
        int removedBefore = all.facts().removed().size();
        try (Callers callers = new Callers(all.facts(), all.sipPorts());
                Changes changes = new Changes(all.facts(), all.sipPorts(), all.propagation())) {
            callers.awaitTries(TRIES / 10);

            assertThat(first().rebuild(TABLE).get("next").asInt()).isEqualTo(2);
            JsonNode refused = last().operator().post(QueryService.path(TABLE), "").expect(409).json();
            assertThat(refused.at("/error/message").asString()).contains("Generation 2 is being built");
            last().awaitLive(TABLE, 2, REBUILT);
            callers.awaitTries(TRIES / 2);
            changes.stop();
            all.awaitNodes(2);
            callers.awaitTries(TRIES / 2);
            callers.stop();

            System.out.printf(
                    "rebuild: removed: %d credentials, %d of them meanwhile: %d tries, %d accepted; live: %d tries, %d refused;"
                            + " %d writes meanwhile: %d receipts, %d not effective in time, %d effective but not in force; slowest %d ms%n",
                    all.facts().removed().size(), all.facts().removed().size() - removedBefore, callers.triesOfRemoved(),
                    callers.accepted(), callers.triesOfLive(), callers.refused(), changes.done(), changes.effective(), changes.late(),
                    changes.violations(), changes.slowestMillis());
            assertThat(callers.accepted()).isZero();
            assertThat(callers.refused()).isZero();
            assertThat(changes.violations()).isZero();
            assertThat(changes.late()).isZero();
            assertThat(callers.triesOfRemoved()).isGreaterThanOrEqualTo(TRIES);
            assertThat(changes.done()).isGreaterThan(10);
        }
        await().atMost(REBUILT).untilAsserted(
                () -> assertThat(TableCopy.accountsOf(all.kafka(), 2)).isEqualTo(all.facts().liveKeys()));
    }

    @Test
    @Order(2)
    void aRebuildGoesOnAfterEveryQueryServiceWasKilledInTheMiddle() {
        try (Callers callers = new Callers(all.facts(), all.sipPorts())) {
            last().rebuild(TABLE);
            await().atMost(REBUILT).pollInterval(Duration.ofMillis(10)).until(() -> all.rowsWritten(3) > 0);
            all.queries().forEach(query -> query.process().kill());
            long writtenAtKill = all.rowsWritten(3);
            callers.awaitTries(TRIES / 4);
            assertThat(all.propagation().membersBefore(3)).as("nodes that still serve the former generation").hasSize(2);
            all.queries().forEach(query -> query.process().start());
            all.queries().forEach(query -> query.process().awaitReady());
            first().awaitLive(TABLE, 3, REBUILT);
            all.awaitNodes(3);
            callers.awaitTries(TRIES / 4);
            callers.stop();

            System.out.printf(
                    "rebuild killed after %d of %d rows; removed: %d tries, %d accepted; live: %d tries, %d refused%n",
                    writtenAtKill, all.rowsWritten(3), callers.triesOfRemoved(), callers.accepted(), callers.triesOfLive(), callers.refused());
            assertThat(writtenAtKill).isLessThan(all.rowsWritten(3));
            assertThat(callers.accepted()).isZero();
            assertThat(callers.refused()).isZero();
            assertThat(TableCopy.accountsOf(all.kafka(), 3)).isEqualTo(all.facts().liveKeys());
        }
    }

    @Test
    @Order(3)
    void aRebuildThatIsGivenUpLeavesEverythingAsItWas() {
        first().rebuild(TABLE);
        last().operator().delete(QueryService.path(TABLE)).expect(200);

        JsonNode after = last().status(TABLE);
        assertThat(after.get("generation").asInt()).isEqualTo(3);
        assertThat(after.path("next").isNull()).isTrue();
        last().operator().delete(QueryService.path(TABLE)).expect(409);
        first().operator().post(QueryService.path("nothing"), "").expect(404);
        assertThat(all.problemsOfNodes()).isEmpty();
    }

    @Test
    @Order(4)
    void viewsThatAreBuiltAgainTellTheWholeTruthOrNothing() {
        List<RestClient> operators = all.queries().stream().map(QueryService::operator).toList();
        ConsistencyTokens tokens = new ConsistencyTokens(TokenKeyset.loadOrCreate(folder.resolve("token.keyset")));
        try (ViewReads reads = new ViewReads(all.facts(), operators, tokens)) {
            first().rebuild(VIEWS);
            all.queries().forEach(query -> query.awaitLive(VIEWS, 2, REBUILT));
            all.queries().forEach(query -> await().atMost(REBUILT).until(() -> query.operator().get("/actuator/prometheus")
                    .sample("countersign_generation{target=\"views\"}").equals(Optional.of(2.0))));
            int before = reads.reads();
            await().atMost(REBUILT).until(() -> reads.reads() > before + TRIES / 10);
            reads.stop();

            System.out.printf("views rebuilt: %d reads, %d told to come later, %d wrong%n", reads.reads(), reads.later(), reads.wrong().size());
            assertThat(reads.wrong()).isEmpty();
        }
    }

    @Test
    @Order(5)
    void whatNobodyUsesAnyMoreGoes() {
        await().atMost(REBUILT).until(() -> all.topics().stream()
                .noneMatch(topic -> List.of(1, 2, 4).contains(generationOf(topic)) || topic.startsWith("countersign.query.views-")));
        assertThat(all.topics()).contains(Topics.authTable(3).name());
        assertThat(first().status(TABLE).get("state").asString()).isEqualTo("idle");
    }

    /** 0: no topic of a generation of the auth table. */
    private static int generationOf(String topic) {
        String prefix = Topics.authTable(1).name().replaceAll("1$", "");
        return topic.startsWith(prefix) ? Integer.parseInt(topic.substring(prefix.length())) : 0;
    }

    private static QueryService first() {
        return all.queries().getFirst();
    }

    private static QueryService last() {
        return all.queries().getLast();
    }
}
