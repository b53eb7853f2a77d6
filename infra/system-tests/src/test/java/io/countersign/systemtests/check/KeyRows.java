package io.countersign.systemtests.check;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.ApiKeyRow;

/** What the instances are told of API keys. */
public final class KeyRows {
    private final TopicReader reader;

    public KeyRows(KafkaSettings settings) {
        this.reader = new TopicReader(settings);
    }

    /** The keys as they are now. */
    public State read() {
        State state = new State();
        reader.newest(Topics.API_KEYS, ApiKeyRow.class).forEach((key, row) -> state.key(row.getAccountId(), key));
        return state;
    }
}
