package io.countersign.command.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

class CommandExecutorTest {
    private static final int WORKING = 2;
    private static final int QUEUED = 256;

    private final OpenTransactions transactions = new OpenTransactions();
    private final CommandExecutor executor = new CommandExecutor(new TransactionTemplate(transactions), WORKING);
    private final CountDownLatch go = new CountDownLatch(1);

    @Test
    void commandsThatWaitForOneAggregateHoldNoConnectionAndDelayNoOther() {
        List<CompletableFuture<String>> busy = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            busy.add(executor.submit("trunk_busy", this::waitForGo));
        }
        await().until(() -> transactions.open.get() == 1);

        assertThat(executor.submit("trunk_other", () -> "done").orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo("done");
        assertThat(transactions.open.get()).isEqualTo(1);
        go.countDown();
        busy.forEach(command -> command.orTimeout(5, TimeUnit.SECONDS).join());
        assertThat(transactions.most.get()).isLessThanOrEqualTo(WORKING);
    }

    @Test
    void moreThanTheQueueHoldsAreRefusedAtOnceAndLaterOnesAreTaken() {
        List<CompletableFuture<String>> inside = new ArrayList<>();
        for (int i = 0; i < WORKING + QUEUED; i++) {
            inside.add(executor.submit("trunk_" + i, this::waitForGo));
        }

        assertThatThrownBy(() -> executor.submit("trunk_late", () -> "done").join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(OverloadedException.class);
        go.countDown();
        inside.forEach(command -> command.orTimeout(5, TimeUnit.SECONDS).join());
        assertThat(executor.submit("trunk_late", () -> "done").orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo("done");
    }

    @Test
    void theLockAndThePermitAreWaitedForNoLongerThanOneOfThem() {
        CommandExecutor one = new CommandExecutor(new TransactionTemplate(transactions), 1, Duration.ofSeconds(1));
        CountDownLatch first = new CountDownLatch(1);
        CompletableFuture<String> busy = one.submit("trunk_busy", () -> waitFor(first));
        await().until(() -> transactions.open.get() == 1);
        // holds the aggregate's lock for its whole turn, because it gets no permit
        long begin = System.nanoTime();
        CompletableFuture<String> ahead = one.submit("trunk_a", () -> "done");
        await().until(() -> one.inside() == 2);
        CompletableFuture<String> behind = one.submit("trunk_a", () -> "done");

        assertThatThrownBy(() -> ahead.orTimeout(5, TimeUnit.SECONDS).join()).hasCauseInstanceOf(OverloadedException.class);
        assertThatThrownBy(() -> behind.orTimeout(5, TimeUnit.SECONDS).join()).hasCauseInstanceOf(OverloadedException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(900), Duration.ofMillis(1_800));
        first.countDown();
        assertThat(busy.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo("done");
    }

    @Test
    void eachRunsOnceAloneOnItsAggregateWhateverGivesUpMeanwhile() {
        CommandExecutor hurried = new CommandExecutor(new TransactionTemplate(transactions), WORKING, Duration.ofMillis(20));
        int[] runs = new int[3]; // not atomic: each has an aggregate's turn to guard it
        List<CompletableFuture<String>> commands = new ArrayList<>();
        for (int i = 0; i < QUEUED; i++) {
            int aggregate = i % runs.length;
            commands.add(hurried.submit("trunk_" + aggregate, () -> {
                int before = runs[aggregate];
                LockSupport.parkNanos(1_000_000);
                runs[aggregate] = before + 1;
                return "done";
            }));
        }
        commands.forEach(command -> command.exceptionally(failure -> "not done").orTimeout(5, TimeUnit.SECONDS).join());

        await().until(() -> hurried.inside() == 0);
        long done = commands.stream().filter(command -> !command.isCompletedExceptionally()).count();
        assertThat(done).isBetween(1L, QUEUED - 1L);
        assertThat(IntStream.of(runs).sum()).isEqualTo((int) done).isEqualTo(transactions.committed.get());
        hurried.close();
        assertThatThrownBy(() -> hurried.submit("trunk_0", () -> "done").join()).hasCauseInstanceOf(OverloadedException.class);
    }

    @Test
    void theEndWaitsForThoseInside() {
        List<CompletableFuture<String>> inside = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            inside.add(executor.submit("trunk_" + i % 4, this::waitForGo));
        }
        CompletableFuture<Void> end = CompletableFuture.runAsync(executor::close);
        await().until(() -> executor.submit("trunk_late", () -> "done").isCompletedExceptionally());

        go.countDown();

        end.orTimeout(5, TimeUnit.SECONDS).join();
        assertThat(inside).allSatisfy(command -> assertThat(command.join()).isEqualTo("done"));
    }

    @Test
    void aCancelledAnswerDoesNotCancelTheCommand() {
        AtomicInteger done = new AtomicInteger();
        CompletableFuture<String> command = executor.submit("trunk_1", () -> {
            String result = waitForGo();
            done.incrementAndGet();
            return result;
        });
        await().until(() -> transactions.open.get() == 1);

        assertThat(command.cancel(true)).isTrue();
        go.countDown();

        await().until(() -> done.get() == 1 && transactions.committed.get() == 1);
    }

    private String waitForGo() {
        return waitFor(go);
    }

    private static String waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "done";
    }

    /** Counts transactions: what a connection is to a pool. */
    private static final class OpenTransactions extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;

        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger committed = new AtomicInteger();

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            committed.incrementAndGet();
            open.decrementAndGet();
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            open.decrementAndGet();
        }
    }
}
