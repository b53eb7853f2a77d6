package io.countersign.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;

/** The partition of everything about one trunk: the hash of its id, whatever the record's key is. */
public final class TrunkPartition {
    private TrunkPartition() {}

    /** The same number as Kafka's default for a record keyed by the trunk id. */
    public static int of(String trunkId, int partitions) {
        return Utils.toPositive(Utils.murmur2(trunkId.getBytes(UTF_8))) % partitions;
    }
}
