package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.check.Fact;
import io.countersign.systemtests.check.State;
import io.countersign.systemtests.cluster.Cluster;
import io.countersign.systemtests.cluster.Cluster.SipInstance;
import io.countersign.systemtests.cluster.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** How things look from outside once all is quiet: by REST and by SIP. */
public final class Outside {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private final Cluster cluster;
    private final PatientClient client;

    public Outside(Cluster cluster) {
        this.cluster = cluster;
        this.client = new PatientClient(cluster.apiUrl(), PATIENCE, answer -> {});
    }

    /** The view of every account in the log, read with the operator's key. */
    public State view(List<Fact> log) {
        State state = new State();
        for (Fact fact : log) {
            if (fact.change() instanceof Fact.Change.AccountCreated) {
                String account = "/v1/account/" + fact.aggregateId();
                pages(account + "/api-keys", key -> state.key(fact.aggregateId(), key.get("id").asString()));
                String trunks = account + "/trunks";
                pages(trunks, trunk -> {
                    String id = trunk.get("id").asString();
                    state.trunk(id, trunk.get("sip_domain").asString());
                    pages(trunks + "/" + id + "/credentials", credential ->
                            state.holder(id, credential.get("username").asString(), credential.get("id").asString()));
                });
            }
        }
        return state;
    }

    /** What a node answers otherwise than the state says, of all credentials that were ever acknowledged. */
    public List<String> wrongOnSip(SipInstance node, Journal journal, State state) {
        List<String> wrong = new ArrayList<>();
        for (Credential credential : journal.credentials()) {
            boolean expected = state.holds(credential.trunkId(), credential.username(), credential.id());
            boolean accepted = Phone.isAccepted(node.sipPort(), credential, credential.password())
                    .or(() -> Phone.isAccepted(node.sipPort(), credential, credential.password())) // UDP may lose one
                    .orElseThrow(() -> new AssertionError(node.name() + " doesn't answer"));
            if (accepted != expected) {
                wrong.add(node.name() + (accepted ? " accepts deleted " : " refuses ") + credential.id());
            }
        }
        return wrong;
    }

    /** Which API keys an instance accepts or refuses otherwise than the state says, of all that were ever acknowledged. */
    public List<String> wrongOnHttp(Instance instance, KeyRing keys, State state) {
        RestClient client = new RestClient("http://127.0.0.1:" + instance.httpPort(), "none");
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) { // one that never knew a key waits a second for it
            CompletableFuture.allOf(keys.all().stream().map(key -> CompletableFuture.runAsync(() -> {
                boolean expected = state.hasKey(key.tenant().accountId(), key.id());
                boolean accepted = client.withKey(key.secret()).get(key.tenant().path()).status() != UNAUTHORIZED;
                if (accepted != expected) {
                    wrong.add(instance.name() + (accepted ? " accepts revoked " : " refuses ") + key.id());
                }
            }, callers)).toArray(CompletableFuture[]::new)).join();
        }
        return List.copyOf(wrong);
    }

    private void pages(String path, Consumer<JsonNode> item) {
        String after = "";
        do {
            String page = path + "?limit=1000" + after;
            Answer answer = client.send(cluster.operatorKey(), door -> door.get(page))
                    .answer()
                    .orElseThrow(() -> new AssertionError("no answer to GET " + page));
            if (answer.status() == NOT_FOUND) {
                return; // the view doesn't have it, or not yet
            }
            JsonNode body = answer.expect(200).json();
            body.get("data").forEach(item);
            after = body.get("next").isNull() ? "" : "&after=" + body.get("next").asString();
        } while (!after.isEmpty());
    }
}
