package io.countersign.systemtests.workload;

import io.countersign.systemtests.check.Request.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** What an administrator does with API keys: makes and revokes them. One thread uses it. */
final class KeyWriter {
    /** The answer waits so long for the relay, and is then given without it. */
    private static final Duration GIVEN_ANYWAY = Duration.ofMillis(2_900);
    private static final int DELETED = 204;
    private static final int AT_LEAST = 2;

    private final Changes changes;
    private final KeyRing keys;
    private final Random random;
    private final List<IssuedKey> live = new ArrayList<>();

    KeyWriter(Changes changes, KeyRing keys, Random random) {
        this.changes = changes;
        this.keys = keys;
        this.random = random;
    }

    /** Makes one, or revokes one. */
    void step(Tenant tenant, String tag) {
        if (live.size() < AT_LEAST || random.nextBoolean()) {
            String body = "{\"name\":\"" + tag + "\",\"role\":\"admin\"}";
            changes.create(tenant.key(), tenant.keysPath(), body, Kind.CREATE_API_KEY, tag, List.of())
                    .ifPresent(done -> live.add(shown(tenant, done.answer().json(), done)));
        } else {
            revoke(live.remove(random.nextInt(live.size())));
        }
    }

    /** Notes a key that an answer shows. */
    IssuedKey shown(Tenant tenant, JsonNode key, Changes.Done done) {
        IssuedKey issued = new IssuedKey(
                tenant,
                key.get("id").asString(),
                key.get("secret").asString(),
                done.answer().header("ETag").orElse(""),
                done.lastTry().compareTo(GIVEN_ANYWAY) < 0);
        keys.issued(issued);
        return issued;
    }

    private void revoke(IssuedKey key) {
        keys.revocationBegins(key);
        List<String> headers = random.nextBoolean() ? List.of("If-Match", key.etag()) : List.of();
        changes.delete(key.tenant().key(), key.path(), Kind.REVOKE_API_KEY, key.id(), headers)
                // a 404 after a lost answer isn't one that waits for the relay
                .filter(done -> done.answer().status() == DELETED && done.lastTry().compareTo(GIVEN_ANYWAY) < 0)
                .ifPresent(_ -> keys.revoked(key));
    }
}
