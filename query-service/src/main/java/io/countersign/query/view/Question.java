package io.countersign.query.view;

import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * What is asked of a view. A record of what is asked for, so that another instance can be asked the same: the answer is made
 * where the rows are.
 *
 * @param <T> the answer
 */
public interface Question<T> {
    /** The answer of one part of a store; never null. */
    T answer(ReadOnlyKeyValueStore<String, byte[]> rows);

    /** How this question and its answer travel. */
    QuestionForm<T> form();
}
