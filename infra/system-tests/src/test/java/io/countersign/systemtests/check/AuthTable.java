package io.countersign.systemtests.check;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthGeneration;
import io.countersign.schemas.auth.AuthPolicyRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What the live generation of the auth table tells the SIP nodes. */
public final class AuthTable {
    private final TopicReader reader;

    public AuthTable(KafkaSettings settings) {
        this.reader = new TopicReader(settings);
    }

    /** The rows as they are now. */
    public State read() {
        State state = new State();
        reader.newest(Topics.authTable(generation()), SpecificRecord.class).forEach((key, row) -> {
            switch (row) {
                case AuthPolicyRow policy -> state.trunk(policy.getTrunkId(), RecordKeys.first(key));
                case AuthAccountRow account ->
                    state.holder(account.getTrunkId(), RecordKeys.afterFirst(key), account.getCredentialId());
                default -> throw new IllegalStateException(row.getClass() + " (expected: a row of the auth table)");
            }
        });
        return state;
    }

    int generation() {
        Map<String, Integer> live = new HashMap<>();
        reader.read(Topics.AUTH_GENERATION, AuthGeneration.class, record ->
                Optional.ofNullable(record.value()).ifPresent(it -> live.put(record.key(), it.getGeneration())));
        return live.getOrDefault(Topics.GENERATION_KEY, 1);
    }
}
