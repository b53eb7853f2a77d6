package io.countersign.schemas;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * One topic of the catalogue: its name and what must be true of it.
 *
 * @param flushEachRecord whether an acknowledged record must be on disk where there is one replica only (facts, secrets, position)
 */
public record Topic(String name, Placement placement, Retention retention, boolean flushEachRecord) {

    /** How many partitions: many (the installation's number, the same for every topic about trunks) or one. */
    public enum Placement {
        PARTITIONED,
        SINGLE
    }

    /** What happens to old records. */
    public enum Retention {
        UNLIMITED(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete", TopicConfig.RETENTION_MS_CONFIG, "-1", TopicConfig.RETENTION_BYTES_CONFIG, "-1")),
        THIRTY_DAYS(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete", TopicConfig.RETENTION_MS_CONFIG, "2592000000")),
        COMPACT(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact")),
        /** Compacted, and gone by itself two days after the last change: the longest lock-out and the day it is remembered. */
        COMPACT_TWO_DAYS(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete", TopicConfig.RETENTION_MS_CONFIG, "172800000")),
        /** Compacted, and what was deleted is really gone a day later: for ciphertext. */
        COMPACT_BOUNDED(Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG, "compact",
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "86400000",
                TopicConfig.DELETE_RETENTION_MS_CONFIG, "86400000",
                TopicConfig.SEGMENT_MS_CONFIG, "86400000"));

        @SuppressWarnings("ImmutableEnumChecker") // Map.of is immutable
        private final Map<String, String> configuration;

        Retention(Map<String, String> configuration) {
            this.configuration = configuration;
        }

        /** Topic configuration that brings it about; also what is compared with a real topic at start. */
        public Map<String, String> configuration() {
            return configuration;
        }
    }
}
