package io.countersign.sip.account;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What this node has applied of the auth table.
 *
 * @param offsets partition to the offset after the last applied record; held back while a row waits for its secret
 * @param oldestRowMillis of the rows that were applied since the position before: when the event of the oldest was sent,
 *     since 1970; empty when there was none, and while the table was loaded
 */
public record AppliedPosition(int generation, Map<Integer, Long> offsets, OptionalLong oldestRowMillis) {
    public AppliedPosition {
        offsets = Map.copyOf(offsets);
    }
}
