package io.countersign.query.view;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param end where it ends in the list's order, when there is more
 */
public record Page<R>(List<R> rows, Optional<String> end) {
    public Page {
        rows = List.copyOf(rows);
    }
}
