package io.countersign.query.view;

import java.util.List;
import java.util.stream.Stream;

/** Every kind of question that instances ask each other. */
public record QuestionForms(List<QuestionForm<?>> all) {
    public QuestionForms {
        all = Stream.concat(all.stream(), Stream.of(Presence.FORM)).toList();
    }
}
