package io.countersign.command.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.TestServers;
import io.countersign.command.TestStore;
import io.countersign.command.account.AccountId;
import io.countersign.command.account.DisplayName;
import io.countersign.command.decision.Precondition;
import io.countersign.command.decision.Refusal;
import io.countersign.command.execution.CommandExecutor;
import io.countersign.command.trunk.AlgorithmPreference;
import io.countersign.command.trunk.AuthType;
import io.countersign.command.trunk.CredentialId;
import io.countersign.command.trunk.SipDomain;
import io.countersign.command.trunk.Trunk;
import io.countersign.command.trunk.TrunkCommand;
import io.countersign.command.trunk.TrunkCommand.CreateCredential;
import io.countersign.command.trunk.TrunkCommand.CreateTrunk;
import io.countersign.command.trunk.TrunkCommand.DeleteCredential;
import io.countersign.command.trunk.TrunkId;
import io.countersign.command.trunk.Username;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances of the store's half on one real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventStoreIT {
    private static final AccountId ACCOUNT = new AccountId("acc_000000000001");
    private static final int IN_FLIGHT = 32;
    private static final int LONG_TRUNK_EVENTS = 1_100;

    @TempDir
    private static Path folder;

    private final AtomicInteger ids = new AtomicInteger();
    private TestServers.Database database;
    private TestStore one;
    private TestStore two;

    @BeforeAll
    void start() {
        database = TestServers.newDatabase();
        one = new TestStore(database, folder, (id, version) -> {});
        two = new TestStore(database, folder, (id, version) -> {});
    }

    @AfterAll
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void aColdInstanceStartsFromTheStoredSnapshotAndReadsTheTail() {
        TrunkId trunk = newTrunk(one);
        List<CredentialId> credentials = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 1; i < LONG_TRUNK_EVENTS; i++) {
            credentials.add(create(one, trunk, "u" + i));
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf("commands one by one on one trunk: %.0f/s%n", credentials.size() / seconds);

        assertThat(one.jdbc().sql("select version from command.snapshot where aggregate_id = ?").param(trunk.text()).query(Long.class).single())
                .isEqualTo(1_000);
        try (TestStore cold = new TestStore(database, folder, (id, version) -> {})) {
            assertThat(send(cold, createCommand(trunk, "u5"))).isEqualTo(new CommandOutcome.Refused<Trunk>(Refusal.USERNAME_TAKEN));
            assertThat(send(cold, createCommand(trunk, "u1050"))).isEqualTo(new CommandOutcome.Refused<Trunk>(Refusal.USERNAME_TAKEN));
            assertThat(send(cold, new DeleteCredential(trunk, ACCOUNT, credentials.get(3), new Precondition.AnyVersion())))
                    .isInstanceOf(CommandOutcome.Done.class);
        }
    }

    @Test
    void aRememberedSnapshotIsNeverBelievedWithoutTheTail() {
        TrunkId trunk = newTrunk(one);
        CredentialId credential = create(one, trunk, "pbx");
        DeleteCredential delete = new DeleteCredential(trunk, ACCOUNT, credential, new Precondition.AnyVersion());

        assertThat(send(two, delete)).isInstanceOf(CommandOutcome.Done.class);
        assertThat(send(one, delete)).isEqualTo(new CommandOutcome.Refused<Trunk>(Refusal.NOT_FOUND));
        assertThat(send(one, createCommand(trunk, "pbx"))).isInstanceOf(CommandOutcome.Done.class);
        assertThat(send(two, createCommand(trunk, "pbx"))).isEqualTo(new CommandOutcome.Refused<Trunk>(Refusal.USERNAME_TAKEN));
    }

    /** As many as are read with the lock, and one more. */
    @ParameterizedTest
    @ValueSource(ints = {1, AggregateLock.MAX_NEWER, AggregateLock.MAX_NEWER + 1})
    void allThatAnotherInstanceHasAppendedSinceCounts(int newer) {
        TrunkId trunk = newTrunk(one);
        for (int i = 1; i <= newer; i++) {
            create(two, trunk, "u" + i);
        }

        assertThat(send(one, createCommand(trunk, "u" + newer))).isEqualTo(new CommandOutcome.Refused<Trunk>(Refusal.USERNAME_TAKEN));
        assertThat(send(two, createCommand(trunk, "last"))).isInstanceOf(CommandOutcome.Done.class);
        assertThat(send(one, createCommand(trunk, "last"))).isEqualTo(new CommandOutcome.Refused<Trunk>(Refusal.USERNAME_TAKEN));
        assertThat(((CommandOutcome.Done<Trunk>) send(one, createCommand(trunk, "pbx"))).state().version().sequence()).isEqualTo(newer + 3);
    }

    @Test
    void theSecondCommandOfATransactionSeesWhatTheFirstAppended() {
        TrunkId trunk = newTrunk(one);
        AggregateGateway gateway = one.bean(AggregateGateway.class);
        List<CommandOutcome<Trunk>> outcomes = one.bean(CommandExecutor.class)
                .submit(trunk.text(), () -> Stream.of("pbx", "pbx", "other")
                        .map(username -> gateway.send(createCommand(trunk, username), TestStore.CAUSE, Instant.now()))
                        .toList())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();

        assertThat(outcomes.get(0)).isInstanceOf(CommandOutcome.Done.class);
        assertThat(outcomes.get(1)).isEqualTo(new CommandOutcome.Refused<Trunk>(Refusal.USERNAME_TAKEN));
        assertThat(((CommandOutcome.Done<Trunk>) outcomes.get(2)).state().version().sequence()).isEqualTo(3);
    }

    @Test
    void oneOf64ConcurrentCreatesOnTwoInstancesWins() {
        TrunkId trunk = newTrunk(one);
        List<CompletableFuture<CommandOutcome<Trunk>>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            answers.add((i % 2 == 0 ? one : two).send(createCommand(trunk, "same")));
        }
        List<CommandOutcome<Trunk>> outcomes = answers.stream().map(answer -> answer.orTimeout(20, TimeUnit.SECONDS).join()).toList();

        assertThat(outcomes.stream().filter(CommandOutcome.Done.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(new CommandOutcome.Refused<Trunk>(Refusal.USERNAME_TAKEN)::equals)).hasSize(63);
    }

    @Test
    void whatFailsAfterTheDecisionLeavesNothingBehind() {
        TrunkId trunk = newTrunk(one);
        CreateCredential command = createCommand(trunk, "pbx");
        CompletableFuture<Object> failed = one.bean(CommandExecutor.class).submit(trunk.text(), () -> {
            assertThat(one.bean(AggregateGateway.class).send(command, TestStore.CAUSE, Instant.now())).isInstanceOf(CommandOutcome.Done.class);
            throw new IllegalStateException("the disk is full");
        });

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> failed.orTimeout(20, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class);
        assertThat(send(one, command)).isInstanceOf(CommandOutcome.Done.class);
    }

    @Test
    void takesCommandsOfManyTrunksAtOnce() {
        List<TrunkId> trunks = new ArrayList<>();
        for (int i = 0; i < IN_FLIGHT; i++) {
            trunks.add(newTrunk(one));
        }
        int rounds = 30;
        long begun = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            List<CompletableFuture<CommandOutcome<Trunk>>> answers = new ArrayList<>();
            for (TrunkId trunk : trunks) {
                answers.add(one.send(createCommand(trunk, "u" + round)));
            }
            answers.forEach(answer -> assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isInstanceOf(CommandOutcome.Done.class));
        }
        System.out.printf(
                "commands %d at a time: %.0f/s%n", IN_FLIGHT, rounds * IN_FLIGHT / ((System.nanoTime() - begun) / 1e9));
    }

    private CredentialId create(TestStore store, TrunkId trunk, String username) {
        CreateCredential command = createCommand(trunk, username);
        assertThat(send(store, command)).isInstanceOf(CommandOutcome.Done.class);
        return command.credential();
    }

    private CreateCredential createCommand(TrunkId trunk, String username) {
        return new CreateCredential(trunk, ACCOUNT, new CredentialId(id("cred_")), new Username(username), Optional.empty());
    }

    private TrunkId newTrunk(TestStore store) {
        TrunkId trunk = new TrunkId(id("trunk_"));
        CommandOutcome<Trunk> outcome = send(
                store,
                new CreateTrunk(
                        trunk, ACCOUNT, new DisplayName("test"), AuthType.CREDENTIAL,
                        SipDomain.of(trunk, SipDomain.base("sip.localhost")), AlgorithmPreference.DEFAULT));
        assertThat(outcome).isInstanceOf(CommandOutcome.Done.class);
        return trunk;
    }

    private static CommandOutcome<Trunk> send(TestStore store, TrunkCommand command) {
        return store.send(command).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private String id(String prefix) {
        return prefix + String.format("%012d", ids.incrementAndGet());
    }
}
