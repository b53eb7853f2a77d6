package io.countersign.query.view;

import io.countersign.rest.token.ConsistencyToken;
import java.util.List;

/**
 * A question to parts of a store: what one instance asks another, or itself.
 *
 * @param application the Kafka Streams application that keeps the store
 * @param partitions the parts; one answer each, in this order
 * @param tokens writes that the answer must contain; all of them are about the first part
 */
public record Ask<T>(String application, String store, List<Integer> partitions, List<ConsistencyToken> tokens, Question<T> question) {
    public Ask {
        partitions = List.copyOf(partitions);
        tokens = List.copyOf(tokens);
        if (partitions.isEmpty() || (partitions.size() > 1 && !tokens.isEmpty())) {
            throw new IllegalArgumentException(
                    partitions.size() + " parts and " + tokens.size() + " tokens (expected: one part, or several and no token)");
        }
    }

    /** The same question to other parts. */
    Ask<T> of(List<Integer> others) {
        return new Ask<>(application, store, others, tokens, question);
    }
}
