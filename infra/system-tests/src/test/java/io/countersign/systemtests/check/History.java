package io.countersign.systemtests.check;

import io.countersign.kafka.KafkaSettings;
import io.countersign.schemas.RecordKeys;
import io.countersign.schemas.Topics;
import io.countersign.schemas.auth.AuthAccountRow;
import io.countersign.schemas.auth.AuthPolicyRow;
import io.countersign.schemas.secret.SealedSecret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * Every record that a topic ever told SIP nodes of credentials, in its order.
 *
 * @param ended credentials that it has told the end of
 * @param relapses records of a credential that come after its end
 */
public record History(int records, Set<String> ended, List<String> relapses) {

    /** Of the secrets: a credential ends with the tombstone of its secret. */
    public static History ofSecrets(KafkaSettings settings) {
        Course course = new Course();
        new TopicReader(settings).read(Topics.CREDENTIAL_SECRETS, SealedSecret.class, record -> {
            String credential = RecordKeys.first(RecordKeys.afterFirst(record.key()));
            if (record.value() == null) {
                course.ends(credential);
            } else {
                course.tells(credential, record.offset() + " of partition " + record.partition());
            }
        });
        return course.toHistory();
    }

    /** Of the auth table: a credential ends when its username has none any more, or another one. */
    public static History ofAuthTable(KafkaSettings settings) {
        Course course = new Course();
        Map<String, String> holders = new HashMap<>();
        new TopicReader(settings).read(Topics.authTable(new AuthTable(settings).generation()), SpecificRecord.class, record -> {
            if (record.value() instanceof AuthPolicyRow) {
                return;
            }
            String former = holders.remove(record.key());
            if (record.value() instanceof AuthAccountRow row) {
                String credential = row.getCredentialId();
                if (former != null && !former.equals(credential)) {
                    course.ends(former);
                }
                holders.put(record.key(), credential);
                course.tells(credential, record.offset() + " of partition " + record.partition());
            } else if (former != null) {
                course.ends(former);
            }
        });
        return course.toHistory();
    }

    private static final class Course {
        private final Set<String> ended = new HashSet<>();
        private final List<String> relapses = new ArrayList<>();
        private int records;

        void ends(String credential) {
            records++;
            ended.add(credential);
        }

        void tells(String credential, String offset) {
            records++;
            if (ended.contains(credential)) {
                relapses.add(credential + " at offset " + offset);
            }
        }

        History toHistory() {
            return new History(records, ended, relapses);
        }
    }
}
