package io.countersign.query.view;

/**
 * How a kind of question travels between instances.
 *
 * @param name tells it from the others; kept from build to build, since instances of two builds ask each other
 * @param type its record, whose components Jackson can write and read
 * @param answers the form of its answers
 */
public record QuestionForm<T>(String name, Class<? extends Question<T>> type, AnswerCodec<T> answers) {}
