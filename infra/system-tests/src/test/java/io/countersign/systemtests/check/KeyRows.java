package io.countersign.systemtests.check;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.ApiKeyRow;
import java.util.HashMap;
import java.util.Map;

/** What the instances are told of API keys. */
public final class KeyRows {
    private final TopicReader reader;

    public KeyRows(KafkaSettings settings) {
        this.reader = new TopicReader(settings);
    }

    /** The keys as they are now. */
    public State read() {
        Map<String, String> accounts = new HashMap<>();
        reader.read(Topics.API_KEYS, ApiKeyRow.class, record -> {
            ApiKeyRow row = record.value();
            if (row == null) {
                accounts.remove(record.key());
            } else {
                accounts.put(record.key(), row.getAccountId());
            }
        });
        State state = new State();
        accounts.forEach((key, account) -> state.key(account, key));
        return state;
    }
}
