package io.countersign.systemtests.outage;

import static org.awaitility.Awaitility.await;

import io.countersign.query.streams.Names;
import io.countersign.schemas.TrunkPartition;
import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Instance;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;

/**
 * How long after the kill of an instance that folds the auth table a write to any partition has reached every SIP node: each
 * partition gets one with {@code Prefer: wait} at the moment of the kill, and its answer must be effective.
 */
final class FoldTakeOver {
    private static final String FOLD = Names.authApplication(1);
    private static final Duration SHARED_WITHIN = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final RestClient admin;
    /** A trunk of each partition. */
    private final Map<Integer, String> trunks = new HashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    FoldTakeOver(Cluster cluster) {
        this.cluster = cluster;
        RestClient operator = new RestClient(cluster.apiUrl(), cluster.operatorKey());
        Answer account = operator.post("/v1/account", "{\"name\":\"Take-over\"}").expect(201);
        this.admin = operator.withKey(account.json().get("api_key").get("secret").asString());
        String path = "/v1/account/" + account.json().get("id").asString() + "/trunks";
        while (trunks.size() < cluster.kafka().partitions()) {
            String body = "{\"name\":\"t\",\"auth_type\":\"credential\",\"digest_algorithms\":[\"MD5\"]}";
            String id = admin.post(path, body).expect(201).json().get("id").asString();
            trunks.put(TrunkPartition.of(id, cluster.kafka().partitions()), path + "/" + id + "/credentials");
        }
    }

    /** One kill; the killed one stays away. */
    Duration afterKillOf(Instance victim) {
        await("each instance folds a part").atMost(SHARED_WITHIN).until(() -> partitionsOf(victim) > 0 && eachOwnsAPart());
        int owned = partitionsOf(victim);
        writeEverywhere();
        victim.kill();
        long killed = System.nanoTime();
        writeEverywhere();
        Duration effective = Duration.ofNanos(System.nanoTime() - killed);
        System.out.printf("fold take-over: kill -9 of %s, which owned %d of %d partitions: the next write to each is effective on every node after %d ms%n",
                victim.name(), owned, trunks.size(), effective.toMillis());
        return effective;
    }

    /** Returns when all are effective. */
    private void writeEverywhere() {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> writes = trunks.values().stream()
                    .map(path -> CompletableFuture.runAsync(() -> write(path, count.incrementAndGet()), clients))
                    .toList();
            CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
        }
    }

    private void write(String path, int number) {
        String body = "{\"username\":\"user-" + number + "\",\"password\":\"a long password of user " + number + "\"}";
        Answer answer = admin.post(path, body, "Prefer", "wait=10").expect(201);
        if (!answer.header("Effective").orElse("none").equals("true")) {
            throw new AssertionError("Effective: " + answer.header("Effective") + " (expected: true within 10 s)");
        }
    }

    private boolean eachOwnsAPart() {
        return cluster.query().stream().allMatch(instance -> partitionsOf(instance) > 0);
    }

    private int partitionsOf(Instance instance) {
        try (Admin kafka = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.kafka().bootstrapServers()))) {
            return kafka.describeConsumerGroups(List.of(FOLD)).all().get().values().stream()
                    .flatMap(group -> group.members().stream())
                    .filter(member -> member.groupInstanceId().orElse("").startsWith(instance.name() + "-"))
                    .map(MemberDescription::assignment)
                    .mapToInt(assignment -> assignment.topicPartitions().size())
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
