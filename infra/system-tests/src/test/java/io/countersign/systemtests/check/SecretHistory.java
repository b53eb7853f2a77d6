package io.countersign.systemtests.check;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.secret.SealedSecret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every record that the topic of secrets ever got, in its order.
 *
 * @param removed credentials whose tombstone is there
 * @param relapses secrets that come after their own tombstone
 */
public record SecretHistory(int records, Set<String> removed, List<String> relapses) {

    public static SecretHistory read(KafkaSettings settings) {
        Set<String> removed = new HashSet<>();
        List<String> relapses = new ArrayList<>();
        int[] records = {0};
        new TopicReader(settings).read(Topics.CREDENTIAL_SECRETS, SealedSecret.class, record -> {
            String credential = RecordKeys.first(RecordKeys.afterFirst(record.key()));
            records[0]++;
            if (record.value() == null) {
                removed.add(credential);
            } else if (removed.contains(credential)) {
                relapses.add(credential + " at offset " + record.offset() + " of partition " + record.partition());
            }
        });
        return new SecretHistory(records[0], removed, relapses);
    }
}
