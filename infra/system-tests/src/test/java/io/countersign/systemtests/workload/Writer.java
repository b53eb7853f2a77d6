package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.check.Receipt;
import io.countersign.systemtests.check.Request.Kind;
import io.countersign.systemtests.workload.ReadTask.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/**
 * One customer's administrator: makes accounts, trunks, credentials and API keys, deletes credentials and revokes keys, one
 * request after the other, each POST with an Idempotency-Key that all its tries have in common. Some deletes say which version
 * they mean, some writes wait for the nodes. Usernames are used again after a delete, with another password. One thread uses it.
 */
final class Writer {
    private static final int MAX_TRUNKS = 12;
    private static final int REUSE_PERCENT = 40;
    private static final int READ_BACK_PERCENT = 50;
    private static final int IF_MATCH_PERCENT = 50;
    private static final int OTHER_VERSION_PERCENT = 5;
    /** While a node is away, each of these takes all the time that it may. */
    private static final int PREFER_WAIT_PERCENT = 15;

    private static final List<String> PREFER_WAIT = List.of("Prefer", "wait=1");
    private static final int DELETED = 204;

    private final String name;
    private final Changes changes;
    private final KeyWriter keys;
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
        this.changes = new Changes(client, journal);
        this.keys = new KeyWriter(changes, journal.keys(), random);
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
        } else if (dice < 8) {
            keys.step(any(tenants), nextTag("k"));
        } else if (trunks.isEmpty() || (dice < 18 && trunks.size() < MAX_TRUNKS)) {
            createTrunk(any(tenants));
        } else if (live.isEmpty() || dice < 66) {
            createCredential();
        } else {
            deleteCredential(live.remove(random.nextInt(live.size())));
        }
    }

    private void createAccount() {
        String tag = nextTag("a");
        changes.create(operatorKey, "/v1/account", "{\"name\":\"" + tag + "\"}", Kind.CREATE_ACCOUNT, tag, List.of()).ifPresent(done -> {
            JsonNode account = done.answer().json();
            JsonNode firstKey = account.get("api_key");
            Tenant tenant = new Tenant(account.get("id").asString(), firstKey.get("secret").asString());
            tenants.add(tenant);
            keys.shown(tenant, firstKey, done);
        });
    }

    private void createTrunk(Tenant tenant) {
        String tag = nextTag("t");
        String body = "{\"name\":\"" + tag + "\",\"auth_type\":\"credential\",\"digest_algorithms\":[\"MD5\"]}";
        changes.create(tenant.key(), tenant.trunksPath(), body, Kind.CREATE_TRUNK, tag, List.of()).ifPresent(done -> trunks.add(
                new Trunk(tenant, done.answer().json().get("id").asString(), done.answer().json().get("sip_domain").asString())));
    }

    private void createCredential() {
        String tag = nextTag("c");
        boolean again = !freed.isEmpty() && isOf(REUSE_PERCENT);
        Optional<Credential> former = again ? Optional.of(freed.remove(random.nextInt(freed.size()))) : Optional.empty();
        Trunk trunk = former.map(it -> new Trunk(it.tenant(), it.trunkId(), it.sipDomain())).orElseGet(() -> any(trunks));
        String username = former.map(Credential::username).orElse("user-" + tag);
        String password = "a password of " + tag + " " + random.nextInt(1_000_000);
        String body = "{\"username\":\"" + username + "\",\"password\":\"" + password + "\",\"description\":\"" + tag + "\"}";
        String path = trunk.tenant().trunksPath() + "/" + trunk.id() + "/credentials";
        List<String> wait = isOf(PREFER_WAIT_PERCENT) ? PREFER_WAIT : List.of();
        changes.create(trunk.tenant().key(), path, body, Kind.CREATE_CREDENTIAL, tag, wait).ifPresent(done -> {
            String id = done.answer().json().get("id").asString();
            Credential credential = new Credential(
                    trunk.tenant(), trunk.id(), trunk.sipDomain(), id, username, password, done.answer().header("ETag").orElse(""));
            live.add(credential);
            if (!wait.isEmpty()) {
                journal.creationTold(receipt(credential, done.answer()));
            }
            journal.created(credential);
            readBack(credential, done.answer(), ReadTask.Expected.PRESENT);
        });
    }

    private void deleteCredential(Credential credential) {
        if (isOf(OTHER_VERSION_PERCENT)) {
            changes.deleteOfAnotherVersion(credential.tenant().key(), credential.path());
        }
        List<String> headers = new ArrayList<>();
        if (isOf(IF_MATCH_PERCENT)) {
            headers.addAll(List.of("If-Match", credential.etag()));
        }
        boolean waits = isOf(PREFER_WAIT_PERCENT);
        if (waits) {
            headers.addAll(PREFER_WAIT);
        }
        journal.deletionBegins(credential.id());
        changes.delete(credential.tenant().key(), credential.path(), Kind.DELETE_CREDENTIAL, credential.id(), headers).ifPresent(done -> {
            journal.deleted(credential.id());
            if (waits && done.answer().status() == DELETED) {
                journal.deletionTold(receipt(credential, done.answer()));
            }
            freed.add(credential);
            readBack(credential, done.answer(), ReadTask.Expected.ABSENT);
        });
    }

    private static Receipt receipt(Credential credential, Answer answer) {
        return new Receipt(credential.id(), answer.header("Preference-Applied"), answer.header("Effective"));
    }

    private void readBack(Credential credential, Answer answer, ReadTask.Expected expected) {
        if (isOf(READ_BACK_PERCENT)) {
            answer.header("Consistency-Token").ifPresent(token -> readers.offer(new ReadTask(credential, token, expected)));
        }
    }

    private boolean isOf(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String nextTag(String kind) {
        return kind + "-" + name + "-" + ++count;
    }
}
