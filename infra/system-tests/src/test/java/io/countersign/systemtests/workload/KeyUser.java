package io.countersign.systemtests.workload;

import io.countersign.systemtests.RestClient;
import io.countersign.systemtests.RestClient.Answer;
import io.countersign.systemtests.RestClient.NoAnswerException;
import io.countersign.systemtests.check.KeyTry;
import java.util.Optional;
import java.util.Random;

/** Shows API keys, good ones and revoked ones, to whichever instance the front door asks. One thread uses it. */
final class KeyUser {
    private static final int UNAUTHORIZED = 401;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final String NOBODY = "/trunks/trunk_zzzzzzzzzzzz/credentials/cred_zzzzzzzzzzzz";
    private static final String NO_LOCKOUT = "/lockouts/lock_zzzzzzzzzzzz";

    private final RestClient door;
    private final KeyRing keys;
    private final Random random;
    private int number;

    KeyUser(RestClient door, KeyRing keys, Random random) {
        this.door = door;
        this.keys = keys;
        this.random = random;
    }

    void step() {
        keys.any(random).ifPresent(key -> {
            boolean deadBefore = keys.isDead(key);
            Asked asked = Asked.values()[number++ % Asked.values().length];
            long sent = System.nanoTime();
            ask(asked, key).ifPresent(accepted -> keys.tried(
                    new KeyTry(key.id(), asked.name(), sent, System.nanoTime(), keys.due(key, deadBefore), accepted)));
        });
    }

    /** Which service, by a request that changes nothing. */
    private enum Asked {
        QUERY,
        COMMAND,
        SIP
    }

    /** Whether the key was let in; nothing when nobody could say. */
    private Optional<Boolean> ask(Asked asked, IssuedKey key) {
        RestClient client = door.withKey(key.secret());
        String account = key.tenant().path();
        try {
            Answer answer = switch (asked) {
                case QUERY -> client.get(account);
                case COMMAND -> client.delete(account + NOBODY);
                case SIP -> client.delete(account + NO_LOCKOUT);
            };
            int status = answer.status();
            return status >= FIRST_SERVER_ERROR ? Optional.empty() : Optional.of(status != UNAUTHORIZED);
        } catch (NoAnswerException e) {
            return Optional.empty();
        }
    }
}
