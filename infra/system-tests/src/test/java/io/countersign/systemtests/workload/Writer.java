package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.check.Request;
import io.countersign.systemtests.check.Request.Kind;
import io.countersign.systemtests.check.Request.Outcome;
import io.countersign.systemtests.workload.PatientClient.Result;
import io.countersign.systemtests.workload.ReadTask.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One customer's administrator: makes accounts, trunks and credentials and deletes credentials, one request after the
 * other, each with an Idempotency-Key that all its tries have in common. Usernames are used again after a delete, with
 * another password. One thread uses it.
 */
final class Writer {
    private static final int MAX_TRUNKS = 12;
    private static final int REUSE_PERCENT = 40;
    private static final int READ_BACK_PERCENT = 50;

    private final String name;
    private final PatientClient client;
    private final String operatorKey;
    private final Journal journal;
    private final Queue readers;
    private final Random random;
    private final List<Tenant> tenants = new ArrayList<>();
    private final List<Trunk> trunks = new ArrayList<>();
    private final List<Credential> live = new ArrayList<>();
    private final List<Credential> freed = new ArrayList<>();
    private int count;

    Writer(String name, PatientClient client, String operatorKey, Journal journal, Queue readers, Random random) {
        this.name = name;
        this.client = client;
        this.operatorKey = operatorKey;
        this.journal = journal;
        this.readers = readers;
        this.random = random;
    }

    private record Trunk(Tenant tenant, String id, String sipDomain) {}

    /** One request to its end. */
    void step() {
        int dice = random.nextInt(100);
        if (tenants.isEmpty() || dice < 2) {
            createAccount();
        } else if (trunks.isEmpty() || (dice < 12 && trunks.size() < MAX_TRUNKS)) {
            createTrunk(any(tenants));
        } else if (live.isEmpty() || dice < 65) {
            createCredential();
        } else {
            deleteCredential(live.remove(random.nextInt(live.size())));
        }
    }

    private void createAccount() {
        String tag = nextTag("a");
        post(operatorKey, "/v1/account", "{\"name\":\"" + tag + "\"}", Kind.CREATE_ACCOUNT, tag).ifPresent(answer -> tenants.add(new Tenant(
                answer.json().get("id").asString(), answer.json().get("api_key").get("secret").asString())));
    }

    private void createTrunk(Tenant tenant) {
        String tag = nextTag("t");
        String body = "{\"name\":\"" + tag + "\",\"auth_type\":\"credential\",\"digest_algorithms\":[\"MD5\"]}";
        post(tenant.key(), tenant.trunksPath(), body, Kind.CREATE_TRUNK, tag).ifPresent(answer -> trunks.add(new Trunk(
                tenant, answer.json().get("id").asString(), answer.json().get("sip_domain").asString())));
    }

    private void createCredential() {
        String tag = nextTag("c");
        boolean again = !freed.isEmpty() && random.nextInt(100) < REUSE_PERCENT;
        Optional<Credential> former = again ? Optional.of(freed.remove(random.nextInt(freed.size()))) : Optional.empty();
        Trunk trunk = former.map(it -> new Trunk(it.tenant(), it.trunkId(), it.sipDomain())).orElseGet(() -> any(trunks));
        String username = former.map(Credential::username).orElse("user-" + tag);
        String password = "a password of " + tag + " " + random.nextInt(1_000_000);
        String body = "{\"username\":\"" + username + "\",\"password\":\"" + password + "\",\"description\":\"" + tag + "\"}";
        String path = trunk.tenant().trunksPath() + "/" + trunk.id() + "/credentials";
        post(trunk.tenant().key(), path, body, Kind.CREATE_CREDENTIAL, tag).ifPresent(answer -> {
            Credential credential = new Credential(
                    trunk.tenant(), trunk.id(), trunk.sipDomain(), answer.json().get("id").asString(), username, password);
            live.add(credential);
            journal.created(credential);
            readBack(credential, answer, ReadTask.Expected.PRESENT);
        });
    }

    private void deleteCredential(Credential credential) {
        journal.deletionBegins(credential.id());
        Result result = client.send(credential.tenant().key(), door -> door.delete(credential.path()));
        Outcome outcome = result.answer()
                // a try without an answer has done it: the next one finds nothing
                .map(answer -> answer.status() == 204 || (answer.status() == 404 && result.retried())
                        ? new Outcome.Acknowledged(credential.id())
                        : (Outcome) new Outcome.Refused(answer.status()))
                .orElseGet(Outcome.Unknown::new);
        journal.wrote(new Request(Kind.DELETE_CREDENTIAL, credential.id(), outcome), result.span());
        if (outcome instanceof Outcome.Acknowledged) {
            journal.deleted(credential.id());
            freed.add(credential);
            readBack(credential, result.answer().orElseThrow(), ReadTask.Expected.ABSENT);
        }
    }

    private Optional<Answer> post(String key, String path, String body, Kind kind, String tag) {
        Result result = client.send(key, door -> door.post(path, body, "Idempotency-Key", tag));
        Optional<Answer> created = result.answer().filter(answer -> answer.status() == 201);
        Outcome outcome = result.answer()
                .map(answer -> answer.status() == 201
                        ? new Outcome.Acknowledged(answer.json().get("id").asString())
                        : (Outcome) new Outcome.Refused(answer.status()))
                .orElseGet(Outcome.Unknown::new);
        created.flatMap(answer -> answer.header("Idempotency-Replayed")).ifPresent(it -> journal.answeredFromMemory());
        journal.wrote(new Request(kind, tag, outcome), result.span());
        return created;
    }

    private void readBack(Credential credential, Answer answer, ReadTask.Expected expected) {
        if (random.nextInt(100) < READ_BACK_PERCENT) {
            answer.header("Consistency-Token").ifPresent(token -> readers.offer(new ReadTask(credential, token, expected)));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String nextTag(String kind) {
        return kind + "-" + name + "-" + ++count;
    }
}
