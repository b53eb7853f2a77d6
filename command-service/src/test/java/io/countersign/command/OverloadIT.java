package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.countersign.command.TestClient.Account;
import io.countersign.command.execution.CommandExecutor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More than an instance takes at a time. */
@ExtendWith(TwoInstances.Shared.class)
class OverloadIT {
    private static final int FLOOD = 800;

    private final TwoInstances instances;
    private final TestClient two;
    private final Account account;

    OverloadIT(TwoInstances instances) {
        this.instances = instances;
        this.two = instances.two;
        this.account = two.newAccount();
    }

    @Test
    void saysWhenToComeAgainWhenItIsFull() throws Exception {
        CommandExecutor executor = instances.beanOfTwo(CommandExecutor.class);
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> inside = new ArrayList<>();
        do {
            inside.add(executor.submit("trunk_" + inside.size(), () -> waitFor(go)));
        } while (!inside.getLast().isCompletedExceptionally());

        HttpResponse<String> refused = two.post(account.path("/trunks"), account.secret(), TestClient.TRUNK);
        HttpResponse<String> elsewhere = instances.one.post(account.path("/trunks"), account.secret(), TestClient.TRUNK);
        boolean ready = two.isReady();
        go.countDown();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(elsewhere.statusCode()).isEqualTo(201);
        assertThat(ready).as("two connections of the pool are never a command's").isTrue();
        inside.removeLast();
        for (CompletableFuture<Boolean> command : inside) {
            assertThat(command.get(10, TimeUnit.SECONDS)).isTrue();
        }
        TestClient.created(two.post(account.path("/trunks"), account.secret(), TestClient.TRUNK));
    }

    @Test
    void aFloodIsTakenOrRefusedAndLeavesNothingBehind() {
        HikariDataSource pool = instances.beanOfTwo(HikariDataSource.class);
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < FLOOD; i++) {
            // The operator's key has no rate limit, which would refuse some before they are counted here.
            sent.add(two.postAsync(account.path("/trunks"), TestClient.OPERATOR, TestClient.TRUNK));
        }
        AtomicInteger mostWaiting = new AtomicInteger();
        Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(TwoInstances.PATIENCE).until(() -> {
            mostWaiting.accumulateAndGet(pool.getHikariPoolMXBean().getThreadsAwaitingConnection(), Math::max);
            return sent.stream().allMatch(CompletableFuture::isDone);
        });
        List<HttpResponse<String>> answers = sent.stream().map(TestClient::answer).toList();

        long taken = answers.stream().filter(answer -> answer.statusCode() == 201).count();
        System.out.println("flood=" + FLOOD + " taken=" + taken + " refused=" + (FLOOD - taken) + " most that waited for a connection=" + mostWaiting);
        assertThat(answers).extracting(HttpResponse::statusCode).contains(201).isSubsetOf(201, 503);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 503)
                .allSatisfy(answer -> assertThat(answer.headers().firstValue("Retry-After")).hasValue("1"));
        assertThat(mostWaiting.get()).as("a command asks for a connection when there is one").isZero();
        Awaitility.await()
                .atMost(TwoInstances.PATIENCE)
                .until(() -> instances.beanOfTwo(CommandExecutor.class).inside() == 0 && pool.getHikariPoolMXBean().getActiveConnections() == 0);
        assertThat(instances.count("select count(*) from command.event where aggregate_type = 'trunk' and payload like '%"
                + account.id() + "%'")).isEqualTo(taken);
    }

    private static boolean waitFor(CountDownLatch latch) {
        try {
            return latch.await(4, TimeUnit.SECONDS); // a transaction may take 5
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
