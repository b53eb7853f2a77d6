package io.countersign.query;

import static io.countersign.query.QueryInstances.awaitReady;
import static io.countersign.query.QueryInstances.get;
import static io.countersign.query.QueryInstances.getAsync;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.keysets.TokenKeyset;
import io.countersign.query.peer.Questions;
import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.schemas.Topics;
import io.countersign.schemas.TrunkPartition;
import io.countersign.schemas.failure.AuthFailed;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Two instances on one broker: whichever is asked gives the answer of the one that owns the rows. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoQueryServicesIT {
    private static final String ACCOUNT = "acc_two000000000";
    private static final int TRUNKS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static QueryInstances instances;

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext first;

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext second;

    private static int firstPort;
    private static int secondPort;

    @BeforeAll
    static void startTwo() {
        instances = QueryInstances.on(folder);
        first = instances.start("query-1");
        second = instances.start("query-2");
        firstPort = QueryInstances.port(first);
        secondPort = QueryInstances.port(second);
        instances.send(Topics.ACCOUNT_EVENTS, ACCOUNT, Facts.accountCreated(ACCOUNT, "Example Ltd"));
        trunks().forEach(trunk -> {
            instances.send(Topics.TRUNK_EVENTS, trunk, Facts.trunkCreated(trunk, ACCOUNT));
            instances.send(Topics.TRUNK_EVENTS, trunk, Facts.credentialCreated(trunk, 2, "cred_" + trunk, "pbx"));
        });
        awaitReady(firstPort);
        awaitReady(secondPort);
        await().atMost(Duration.ofSeconds(30)).until(TwoQueryServicesIT::bothHaveAsked);
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        instances.close();
    }

    @Test
    void giveTheSameBytesForEveryKey() {
        List<String> paths = new ArrayList<>(List.of("", "/api-keys", "/trunks", "/trunks?limit=5"));
        trunks().forEach(trunk -> {
            paths.add("/trunks/" + trunk);
            paths.add("/trunks/" + trunk + "/credentials");
            paths.add("/trunks/" + trunk + "/credentials/cred_" + trunk);
            paths.add("/trunks/" + trunk + "/auth-failures");
        });
        double before = forwarded(first) + forwarded(second);
        String[] all = trunks().stream().map(trunk -> instances.token("trunk", trunk, ACCOUNT, 2)).toArray(String[]::new);
        for (String path : paths) {
            HttpResponse<String> one = get(firstPort, path(path), all);
            HttpResponse<String> other = get(secondPort, path(path), all);
            assertThat(one.statusCode()).as(path + " " + one.body()).isEqualTo(200);
            assertThat(other.statusCode()).as(path + " " + other.body()).isEqualTo(200);
            assertThat(other.body()).isEqualTo(one.body());
            assertThat(other.headers().firstValue("ETag")).isEqualTo(one.headers().firstValue("ETag"));
        }
        System.out.printf("%d paths at both instances, same bytes; %.0f questions forwarded%n",
                paths.size(), forwarded(first) + forwarded(second) - before);
        assertThat(forwarded(first)).as("the first asks the second").isPositive();
        assertThat(forwarded(second)).as("the second asks the first").isPositive();
    }

    @Test
    void showTheOperatorTheFailuresOfEveryPartition() {
        Instant now = Clock.systemUTC().instant();
        List<String> ids = trunks().stream()
                .map(trunk -> {
                    AuthFailed failure = Facts.failure(now, "wrong_password").setAccountId(ACCOUNT).setTrunkId(trunk).build();
                    instances.send(Topics.AUTH_FAILURES, trunk, failure);
                    return failure.getId();
                })
                .toList();
        for (int port : List.of(firstPort, secondPort)) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                HttpResponse<String> all = get(port, "/v1/auth-failures");
                assertThat(all.statusCode()).as(all.body()).isEqualTo(200);
                assertThat(ids).allSatisfy(id -> assertThat(all.body()).contains(id));
            });
        }
        assertThat(get(secondPort, "/v1/auth-failures").body()).isEqualTo(get(firstPort, "/v1/auth-failures").body());
    }

    @Test
    void countTheFailuresOfAnAccountInEveryPartition() {
        Instant second = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).minusSeconds(5);
        long[] numbers = new long[QueryInstances.PARTITIONS];
        trunks().forEach(trunk -> instances.send(
                Topics.AUTH_FAILURES,
                trunk,
                Facts.counts(second, ++numbers[TrunkPartition.of(trunk, QueryInstances.PARTITIONS)])
                        .setTrunkId(trunk)
                        .setAccountId(ACCOUNT)
                        .setByReason(Map.of("wrong_password", 10L))
                        .setUsernames(Map.of("pbx", 10L))
                        .setSources(Map.of("192.0.2.7", 10L))
                        .build()));
        String time = "?since=" + second + "&until=" + second.plusSeconds(1) + "&step=1s";
        for (int port : List.of(firstPort, secondPort)) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                HttpResponse<String> summary = get(port, path("/auth-failures/summary" + time));
                assertThat(summary.statusCode()).as(summary.body()).isEqualTo(200);
                assertThat(summary.body()).contains(
                        "\"complete\":true,\"gaps\":[],\"total\":" + 10 * TRUNKS + ",", "{\"username\":\"pbx\",\"count\":" + 10 * TRUNKS + "}");
            });
            trunks().forEach(trunk -> assertThat(get(port, path("/trunks/" + trunk + "/auth-failures/summary" + time)).body())
                    .contains("\"total\":10,"));
        }
    }

    /** Each round writes to all trunks and asks both instances for each of them, by the trunk and by the account's list, at once. */
    @Test
    void neverShowLessThanATokenNames() {
        int rounds = 19; // each waits for two commits
        String account = "acc_tokens000000";
        instances.send(Topics.ACCOUNT_EVENTS, account, Facts.accountCreated(account, "Tokens"));
        List<String> trunks = IntStream.range(0, 8).mapToObj("trunk_tok%08d"::formatted).toList();
        List<TokenRead> reads = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            int sequence = round;
            List<TokenRead> asked = trunks.stream().flatMap(trunk -> TokenRead.afterWrite(instances, account, trunk, sequence)).toList();
            asked.forEach(TokenRead::await);
            reads.addAll(asked);
        }
        List<Long> waitMicros = reads.stream().map(TokenRead::waitMicros).sorted().toList();
        long stale = reads.stream().filter(TokenRead::isStale).count();
        long unavailable = reads.stream().filter(TokenRead::isUnavailable).count();
        System.out.printf("reads with a token at two instances: %d tried, %d stale, %d unavailable; wait p50 %d us, p99 %d us, max %d us%n",
                waitMicros.size(), stale, unavailable, waitMicros.get(waitMicros.size() / 2),
                waitMicros.get(waitMicros.size() * 99 / 100), waitMicros.getLast());
        assertThat(stale).isZero();
        assertThat(unavailable).isZero();
    }

    /** A read with the token of a write just made, and its answer. */
    private static final class TokenRead {
        private final String expected;
        private final CompletableFuture<HttpResponse<String>> answer;
        private final CompletableFuture<Long> micros;

        private TokenRead(int port, String path, String token, String expected) {
            long startNanos = System.nanoTime();
            this.expected = expected;
            this.answer = getAsync(port, path, token);
            this.micros = answer.thenApply(_ -> (System.nanoTime() - startNanos) / 1_000);
        }

        static Stream<TokenRead> afterWrite(QueryInstances instances, String account, String trunk, int sequence) {
            String credential = "cred_" + sequence + trunk;
            instances.send(Topics.TRUNK_EVENTS, trunk, sequence == 1
                    ? Facts.trunkCreated(trunk, account)
                    : Facts.credentialCreated(trunk, sequence, credential, "user-" + sequence));
            String token = instances.token("trunk", trunk, account, sequence);
            String base = "/v1/account/" + account + "/trunks";
            String credentials = base + "/" + trunk + "/credentials?limit=1000";
            return Stream.of(firstPort, secondPort).flatMap(port -> Stream.of(
                    new TokenRead(port, credentials, token, sequence == 1 ? "" : credential), new TokenRead(port, base, token, trunk)));
        }

        void await() {
            assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join().statusCode()).isIn(200, 503);
        }

        boolean isStale() {
            return answer.join().statusCode() == 200 && !answer.join().body().contains(expected);
        }

        boolean isUnavailable() {
            return answer.join().statusCode() == 503;
        }

        long waitMicros() {
            return micros.join();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void oneAnswersForAllAfterTheOtherWasClosedOrKilled() throws Exception {
        long closing = System.nanoTime();
        second.close();
        System.out.printf("orderly end: closed after %d ms, every trunk's next write read after %d ms%n",
                millisSince(closing), millisUntilAllIsReadAt(firstPort, 3, System.nanoTime()));

        Path log = folder.resolve("query-3.log");
        int port = QueryInstances.freePort();
        Process third = instances.startProcess("query-3", port, log);
        try {
            awaitReady(port);
            double before = forwarded(first);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                trunks().forEach(trunk -> get(firstPort, path("/trunks/" + trunk)));
                return forwarded(first) > before;
            });
            long killed = System.nanoTime();
            third.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            System.out.printf("kill -9 of an owner: every trunk's next write read after %d ms%n", millisUntilAllIsReadAt(firstPort, 4, killed));
        } finally {
            third.destroyForcibly();
        }
    }

    /** Meanwhile every read without a token is answered, maybe by a copy, and none is a fault or stale. */
    private static long millisUntilAllIsReadAt(int port, int sequence, long startNanos) {
        trunks().forEach(trunk -> instances.send(
                Topics.TRUNK_EVENTS, trunk, Facts.credentialCreated(trunk, sequence, "cred_" + sequence + trunk, "pbx" + sequence)));
        Set<String> open = new HashSet<>(trunks());
        int withAge = 0;
        int tried = 0;
        int unavailable = 0;
        int without = 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!open.isEmpty()) {
            assertThat(System.nanoTime()).as("still unreadable: %s", open).isLessThan(deadline);
            for (String trunk : Set.copyOf(open)) {
                HttpResponse<String> plain = get(port, path("/trunks/" + trunk));
                assertThat(plain.statusCode()).as(plain.body()).isIn(200, 503);
                withAge += plain.headers().firstValue("Age").isPresent() ? 1 : 0;
                without += plain.statusCode() == 503 ? 1 : 0;
                tried += 2;
                HttpResponse<String> list =
                        get(port, path("/trunks/" + trunk + "/credentials"), instances.token("trunk", trunk, ACCOUNT, sequence));
                assertThat(list.statusCode()).as(list.body()).isIn(200, 503);
                if (list.statusCode() == 200) {
                    assertThat(list.body()).contains("cred_" + sequence + trunk);
                    open.remove(trunk);
                } else {
                    unavailable++;
                    assertThat(list.headers().firstValue("Retry-After")).contains("1");
                }
            }
        }
        System.out.printf("meanwhile %d reads, 0 stale, 0 faults; without token %d from a copy, %d unavailable; with token %d unavailable%n",
                tried, withAge, without, unavailable);
        return millisSince(startNanos);
    }

    private static long millisSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    @Test
    void answerNoForgedReplayedOrMisdirectedQuestion() throws Exception {
        String trunk = trunks().getFirst();
        String body = ("{\"application\":\"views\",\"store\":\"trunk-view\",\"partitions\":[%d],\"tokens\":[],\"question\":\"trunk\","
                        + "\"parameters\":{\"trunkId\":\"%s\"}}")
                .formatted(TrunkPartition.of(trunk, QueryInstances.PARTITIONS), trunk);
        byte[] bytes = body.getBytes(UTF_8);
        Instant now = Clock.systemUTC().instant();
        TokenKeyset ours = instances.keyset();
        String good = Questions.header(ours, now, "127.0.0.1:" + firstPort, bytes);
        List<String> bad = List.of(
                "",
                "1.2.3",
                Questions.header(TokenKeyset.loadOrCreate(folder.resolve("foreign.keyset")), now, "127.0.0.1:" + firstPort, bytes),
                Questions.header(ours, now.minusSeconds(40), "127.0.0.1:" + firstPort, bytes),
                Questions.header(ours, now, "127.0.0.1:" + secondPort, bytes),
                Questions.header(ours, now, "127.0.0.1:" + firstPort, "{}".getBytes(UTF_8)));

        assertThat(ask(firstPort, good, body).statusCode()).isEqualTo(200);
        for (String header : bad) {
            HttpResponse<String> refused = ask(firstPort, header, body);
            assertThat(refused.statusCode()).as(header).isEqualTo(401);
            assertThat(refused.body()).doesNotContain(trunk);
        }
        assertThat(ask(firstPort, good, body.replace(trunk, "trunk_other")).statusCode()).isEqualTo(401);
        assertThat(ask(firstPort, good, body + " ".repeat(1 << 20)).statusCode()).isEqualTo(401);
        String unknown = body.replace("\"question\":\"trunk\"", "\"question\":\"secrets\"");
        assertThat(ask(firstPort, Questions.header(ours, now, "127.0.0.1:" + firstPort, unknown.getBytes(UTF_8)), unknown).statusCode())
                .isEqualTo(400);
        assertThat(get(firstPort, Questions.PATH).statusCode()).as("nothing for a key, not even the operator's").isEqualTo(404);
        assertThat(FrontDoorRoutes.find("POST", Questions.PATH)).as("no front door leads there").isEmpty();
    }

    private static HttpResponse<String> ask(int port, String header, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + Questions.PATH))
                .header(Questions.HEADER, header)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(10))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static boolean bothHaveAsked() {
        trunks().forEach(trunk -> {
            get(firstPort, path("/trunks/" + trunk));
            get(secondPort, path("/trunks/" + trunk));
        });
        return forwarded(first) > 0 && forwarded(second) > 0;
    }

    /** Questions that an instance has asked the other one and got an answer to. */
    private static double forwarded(ConfigurableApplicationContext instance) {
        return instance.getBean(MeterRegistry.class)
                .get("countersign.reads.forwarded")
                .tag("outcome", "answered")
                .timer()
                .count();
    }

    private static List<String> trunks() {
        return IntStream.range(0, TRUNKS).mapToObj("trunk_two%08d"::formatted).toList();
    }

    private static String path(String below) {
        return "/v1/account/" + ACCOUNT + below;
    }
}
