package io.countersign.query.view;

/** An answer as bytes, and back. */
public interface AnswerCodec<T> {
    byte[] toBytes(T answer);

    T fromBytes(byte[] bytes);
}
