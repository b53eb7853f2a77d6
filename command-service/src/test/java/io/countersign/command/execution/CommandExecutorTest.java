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
