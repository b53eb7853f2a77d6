package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.TestClient.Account;
import io.countersign.command.execution.CommandExecutor;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The same request again, at the other instance, later, after a restart. */
@ExtendWith(TwoInstances.Shared.class)
class IdempotencyIT {
    private static final String KEY = "Idempotency-Key";
    private static final String BODY = "{\"name\":\"ci\",\"role\":\"read\"}";

    private final TwoInstances instances;
    private final TestClient one;
    private final TestClient two;
    private final Account account;
    private final String path;

    IdempotencyIT(TwoInstances instances) {
        this.instances = instances;
        this.one = instances.one;
        this.two = instances.two;
        this.account = one.newAccount();
        this.path = account.path("/api-keys");
    }

    @Test
    void theOtherInstanceGivesTheFirstAnswerAgain() {
        HttpResponse<String> first = TestClient.created(one.post(path, account.secret(), BODY, KEY, "k1"));
        HttpResponse<String> again = two.post(path, account.secret(), BODY, KEY, "k1");

        assertThatItIsRepeated(first, again);
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(issuedKeys()).isEqualTo(1);
    }

    @Test
    void anotherBodyOrPathUnderTheSameKeyIsRefused() {
        TestClient.created(one.post(path, account.secret(), BODY, KEY, "k1"));
        HttpResponse<String> otherBody = two.post(path, account.secret(), BODY.replace("ci", "cd"), KEY, "k1");
        HttpResponse<String> otherPath = one.post(account.path("/trunks"), account.secret(), TestClient.TRUNK, KEY, "k1");

        assertThat(otherBody.statusCode()).isEqualTo(422);
        assertThat(TestClient.errorCode(otherBody)).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(otherPath.statusCode()).isEqualTo(422);
        assertThat(issuedKeys()).isEqualTo(1);
    }

    @Test
    void aKeyBelongsToItsAccount() {
        Account other = two.newAccount();
        String mine = TestClient.created(one.post(path, account.secret(), BODY, KEY, "k1")).body();
        HttpResponse<String> theirs = TestClient.created(two.post(other.path("/api-keys"), other.secret(), BODY, KEY, "k1"));

        assertThat(theirs.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(theirs.body()).isNotEqualTo(mine);
    }

    @Test
    void whileTheFirstIsRunningTheOtherInstanceSaysSo() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        // the account's lock on PostgreSQL is held, so the first request waits for it with its key claimed
        CompletableFuture<Boolean> holder = instances.beanOfTwo(CommandExecutor.class).submit("test-holder", () -> {
            instances.beanOfTwo(JdbcClient.class)
                    .sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                    .param(account.id())
                    .query((_, _) -> true)
                    .single();
            inside.countDown();
            return waitFor(go);
        });
        assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<HttpResponse<String>> first = one.postAsync(path, account.secret(), BODY, KEY, "slow");
        await()
                .atMost(TwoInstances.PATIENCE)
                .until(() -> instances.count("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 1);

        HttpResponse<String> here = one.post(path, account.secret(), BODY, KEY, "slow");
        HttpResponse<String> there = two.post(path, account.secret(), BODY, KEY, "slow");
        go.countDown();

        for (HttpResponse<String> running : List.of(here, there)) {
            assertThat(running.statusCode()).isEqualTo(409);
            assertThat(running.body()).contains("still running");
            assertThat(running.headers().firstValue("Retry-After")).hasValue("1");
        }
        assertThat(holder.get(10, TimeUnit.SECONDS)).isTrue();
        assertThatItIsRepeated(TestClient.created(TestClient.answer(first)), two.post(path, account.secret(), BODY, KEY, "slow"));
        assertThat(issuedKeys()).isEqualTo(1);
    }

    @Test
    void aRefusedRequestIsDecidedAnew() {
        String credentials = one.newTrunkCredentials(account);
        String body = TestClient.credential("pbx");
        String location = TestClient.created(one.post(credentials, account.secret(), body)).headers().firstValue("Location").orElseThrow();

        assertThat(one.post(credentials, account.secret(), body, KEY, "again").statusCode()).isEqualTo(409);
        assertThat(one.delete(location, account.secret()).statusCode()).isEqualTo(204);
        HttpResponse<String> created = TestClient.created(two.post(credentials, account.secret(), body, KEY, "again"));
        assertThat(created.headers().firstValue("Idempotency-Replayed")).isEmpty();
    }

    @Test
    void aDeleteIsNotRepeatedUnderAKey() {
        String credentials = one.newTrunkCredentials(account);
        String location = TestClient.created(one.post(credentials, account.secret(), TestClient.credential("pbx")))
                .headers()
                .firstValue("Location")
                .orElseThrow();

        assertThat(one.delete(location, account.secret(), KEY, "gone").statusCode()).isEqualTo(204);
        assertThat(two.delete(location, account.secret(), KEY, "gone").statusCode()).isEqualTo(404);
    }

    @Test
    void anAnswerOutlivesTheInstanceThatGaveIt() {
        HttpResponse<String> first = TestClient.created(one.post(path, account.secret(), BODY, KEY, "before"));
        TestClient later = instances.startAnother("later");

        assertThatItIsRepeated(first, later.post(path, account.secret(), BODY, KEY, "before"));
    }

    @Test
    void anAnswerIsKeptForADayByTheStoresClock() {
        HttpResponse<String> first = TestClient.created(one.post(path, account.secret(), BODY, KEY, "day"));
        age("23 hours 59 minutes");
        assertThatItIsRepeated(first, two.post(path, account.secret(), BODY, KEY, "day"));

        age("24 hours 1 second");
        HttpResponse<String> anew = TestClient.created(two.post(path, account.secret(), BODY, KEY, "day"));
        assertThat(anew.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(anew.body()).isNotEqualTo(first.body());
        assertThatItIsRepeated(anew, one.post(path, account.secret(), BODY, KEY, "day"));
    }

    @Test
    void aKeptAnswerIsSealedForItsAccountAndKey() {
        String secret = TestClient.json(TestClient.created(one.post(path, account.secret(), BODY, KEY, "sealed")))
                .get("secret")
                .stringValue();

        assertThat(instances.count("select count(*) from command.idempotent_answer where position('" + secret
                + "'::bytea in answer) > 0 or position('csk_live'::bytea in answer) > 0")).isZero();
        Account thief = two.newAccount();
        instances.jdbc()
                .sql("update command.idempotent_answer set scope = ? where scope = ? and key = 'sealed'")
                .params(thief.id(), account.id())
                .update();
        HttpResponse<String> stolen = two.post(thief.path("/api-keys"), thief.secret(), BODY, KEY, "sealed");
        assertThat(stolen.body()).doesNotContain(secret);
    }

    private void assertThatItIsRepeated(HttpResponse<String> first, HttpResponse<String> again) {
        assertThat(again.statusCode()).as(again.body()).isEqualTo(first.statusCode());
        assertThat(again.body()).isEqualTo(first.body());
        for (String header : new String[] {"ETag", "Consistency-Token", "Location"}) {
            assertThat(again.headers().firstValue(header)).isEqualTo(first.headers().firstValue(header));
        }
        assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    }

    /** Keys of the account besides its first. */
    private long issuedKeys() {
        return instances.count("select count(*) - 1 from command.api_key where account_id = '" + account.id() + "'");
    }

    private void age(String age) {
        instances.jdbc()
                .sql("update command.idempotent_answer set answered_at = now() - cast(? as interval) where scope = ?")
                .params(age, account.id())
                .update();
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
