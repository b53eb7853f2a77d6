package io.countersign.rest.token;

/**
 * Names one write: the event with this sequence in this aggregate. A view that has seen it contains the write.
 *
 * @param aggregateType {@code account} or {@code trunk}
 * @param sequence 1, 2, 3 … as published
 */
public record ConsistencyToken(String aggregateType, String aggregateId, long sequence) {
    public ConsistencyToken {
        if (aggregateType.isEmpty() || aggregateType.indexOf(' ') >= 0 || aggregateId.isEmpty() || aggregateId.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("an aggregate's type or id that is empty or holds a space (expected: as in trunk trunk_…)");
        }
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence " + sequence + " (expected: 1 or more)");
        }
    }
}
