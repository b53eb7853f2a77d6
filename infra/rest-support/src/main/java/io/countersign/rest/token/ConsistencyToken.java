package io.countersign.rest.token;

/**
 * Names one write: the event with this sequence in this aggregate. A view that has seen it contains the write.
 *
 * @param aggregateType {@code account} or {@code trunk}
 * @param accountId whose aggregate it is: where the write is in views that are keyed by account
 * @param sequence 1, 2, 3 … as published
 */
public record ConsistencyToken(String aggregateType, String aggregateId, String accountId, long sequence) {
    public ConsistencyToken {
        checkWord(aggregateType);
        checkWord(aggregateId);
        checkWord(accountId);
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence " + sequence + " (expected: 1 or more)");
        }
    }

    private static void checkWord(String part) {
        if (part.isEmpty() || part.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("a type or id that is empty or holds a space (expected: as in trunk trunk_… acc_…)");
        }
    }
}
