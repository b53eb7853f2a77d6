package io.countersign.sip.account;

import java.util.Map;

/**
 * What this node has applied of the auth table.
 *
 * @param offsets partition to the offset after the last applied record; held back while a row waits for its secret
 */
public record AppliedPosition(int generation, Map<Integer, Long> offsets) {
    public AppliedPosition {
        offsets = Map.copyOf(offsets);
    }
}
