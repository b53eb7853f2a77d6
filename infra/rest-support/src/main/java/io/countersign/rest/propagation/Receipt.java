package io.countersign.rest.propagation;

import java.util.List;

/**
 * Whether a change is in force on every SIP node.
 *
 * @param waiting nodes that have not applied it, sorted; empty when there is no node at all
 */
public record Receipt(boolean effective, List<String> waiting) {
    /** Name of the response header. */
    public static final String HEADER = "Effective";

    /** A header of reasonable length. */
    private static final int MAX_NAMES = 50;

    public Receipt {
        waiting = List.copyOf(waiting);
        if (effective && !waiting.isEmpty()) {
            throw new IllegalArgumentException("effective, and still waiting for " + waiting.size() + " nodes (expected: none)");
        }
    }

    /** {@code true}, {@code false; waiting=node-1,node-2} or {@code false; waiting=none}. */
    public String headerValue() {
        if (effective) {
            return "true";
        }
        return "false; waiting=" + (waiting.isEmpty() ? "none" : String.join(",", waiting.stream().limit(MAX_NAMES).toList()));
    }
}
