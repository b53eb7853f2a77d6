package io.countersign.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.TestClient.Account;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Writes to one aggregate at the same time by both instances. */
@ExtendWith(TwoInstances.Shared.class)
class ConcurrentWritesIT {
    private static final int CALLERS = 64;
    private static final int ROUNDS = 5;
    private static final int DELETES = 20;

    private final TwoInstances instances;
    private final TestClient one;
    private final TestClient two;

    ConcurrentWritesIT(TwoInstances instances) {
        this.instances = instances;
        this.one = instances.one;
        this.two = instances.two;
    }

    @Test
    void oneOf64ConcurrentCreatesOfAUsernameWins() {
        Account account = one.newAccount();
        for (int round = 0; round < ROUNDS; round++) {
            List<HttpResponse<String>> answers = createAtOnce(account, one.newTrunkCredentials(account), _ -> new String[0]);
            assertThatOneWon("without a key", round, answers);
        }
    }

    @Test
    void oneOf64ConcurrentCreatesUnderKeysOfTheirOwnWins() {
        Account account = one.newAccount();
        for (int round = 0; round < ROUNDS; round++) {
            String prefix = "own-" + round + "-";
            List<HttpResponse<String>> answers = createAtOnce(
                    account, one.newTrunkCredentials(account), i -> new String[] {"Idempotency-Key", prefix + i});
            assertThatOneWon("each its own key", round, answers);
            assertThat(instances.count(keptAnswers(account, prefix))).as("kept answers: refusals are not").isEqualTo(1);
        }
    }

    @Test
    void concurrentCreatesUnderOneKeyHaveOneEffectAndOneAnswer() {
        Account account = one.newAccount();
        int stillRunning = 0;
        int replayed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String trunk = one.newTrunk(account);
            String path = account.path("/trunks/" + trunk + "/credentials");
            String key = "one-" + round;
            List<HttpResponse<String>> answers = createAtOnce(account, path, _ -> new String[] {"Idempotency-Key", key});

            assertThat(answers).extracting(HttpResponse::statusCode).contains(201).isSubsetOf(201, 409);
            List<HttpResponse<String>> done = answers.stream().filter(answer -> answer.statusCode() == 201).toList();
            assertThat(done.stream().map(answer -> answer.body() + answer.headers().firstValue("ETag")).distinct()).hasSize(1);
            assertThat(done).filteredOn(answer -> answer.headers().firstValue("Idempotency-Replayed").isEmpty()).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 409)
                    .allSatisfy(answer -> {
                        assertThat(answer.body()).contains("still running");
                        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
                    });
            assertThat(instances.count("select count(*) from command.secret where owner = '" + trunk + "'")).isEqualTo(1);
            replayed += done.size() - 1;
            stillRunning += CALLERS - done.size();
        }
        System.out.println("64 concurrent creates under one Idempotency-Key: rounds=" + ROUNDS + " applied=" + ROUNDS + " replayed="
                + replayed + " still-running-409=" + stillRunning);
    }

    @Test
    void decidesOnTopOfWhatTheOtherInstanceWroteAMomentAgo() {
        Account account = one.newAccount();
        String path = one.newTrunkCredentials(account);
        for (int i = 0; i < 25; i++) { // both remember a state of the trunk; each finds its own too old each time
            TestClient writer = i % 2 == 0 ? one : two;
            TestClient other = i % 2 == 0 ? two : one;
            String location = TestClient.created(writer.post(path, account.secret(), TestClient.credential("shared")))
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(other.post(path, account.secret(), TestClient.credential("shared")).statusCode()).isEqualTo(409);
            assertThat(other.delete(location, account.secret()).statusCode()).isEqualTo(204);
            assertThat(writer.delete(location, account.secret()).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void ofTwoDeletesUnderOneEntityTagOneWins() {
        Account account = one.newAccount();
        String path = one.newTrunkCredentials(account);
        for (int round = 0; round < DELETES; round++) {
            HttpResponse<String> created = TestClient.created(one.post(path, account.secret(), TestClient.credential("same")));
            String location = created.headers().firstValue("Location").orElseThrow();
            String tag = created.headers().firstValue("ETag").orElseThrow();
            for (TestClient instance : List.of(two, one)) { // whoever wrote it: both know the state
                assertThat(instance.delete(location, account.secret(), "If-Match", "\"1\"").statusCode()).isEqualTo(412);
            }

            List<Integer> statuses = Stream.of(one, two)
                    .map(instance -> instance.deleteAsync(location, account.secret(), "If-Match", tag))
                    .toList().stream()
                    .map(answer -> TestClient.answer(answer).statusCode())
                    .toList();

            assertThat(statuses).as("round " + round).containsExactlyInAnyOrder(204, 404);
        }
    }

    private List<HttpResponse<String>> createAtOnce(Account account, String path, IntFunction<String[]> headers) {
        List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            TestClient instance = i % 2 == 0 ? one : two;
            sent.add(instance.postAsync(path, account.secret(), TestClient.credential("same"), headers.apply(i)));
        }
        return sent.stream().map(TestClient::answer).toList();
    }

    private static void assertThatOneWon(String what, int round, List<HttpResponse<String>> answers) {
        long won = answers.stream().filter(answer -> answer.statusCode() == 201).count();
        long refused = answers.stream().filter(answer -> answer.statusCode() == 409).count();
        System.out.println("64 concurrent creates on two instances, " + what + ": round=" + round + " 201=" + won + " 409=" + refused);
        assertThat(won).isEqualTo(1);
        assertThat(refused).isEqualTo(CALLERS - 1);
    }

    private static String keptAnswers(Account account, String prefix) {
        return "select count(*) from command.idempotent_answer where scope = '" + account.id() + "' and key like '" + prefix + "%'";
    }
}
