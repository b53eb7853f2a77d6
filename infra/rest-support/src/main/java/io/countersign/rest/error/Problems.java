package io.countersign.rest.error;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, so that all of it is told at once. Used by one thread at a time. */
public final class Problems {
    /** A hostile request gets no longer list than this. */
    private static final int MAX_PROBLEMS = 100;

    /** A field's name is echoed no longer than this. */
    private static final int MAX_NAME_CHARS = 64;

    private final List<FieldReason> found = new ArrayList<>();

    /**
     * Notes a problem.
     *
     * @param reason what the field must be; never holds the value
     */
    public void add(String field, String reason) {
        if (!areEnough()) {
            found.add(new FieldReason(shortened(field), reason));
        }
    }

    /** Whether no more are taken. */
    public boolean areEnough() {
        return found.size() >= MAX_PROBLEMS;
    }

    /** Whether this field has a problem already: one is enough. */
    public boolean concerns(String field) {
        String name = shortened(field);
        return found.stream().anyMatch(problem -> problem.field().equals(name));
    }

    /**
     * Ends the collection.
     *
     * @throws ApiException VALIDATION_FAILED naming each problem, when there is any
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw ApiException.validation(found);
        }
    }

    private static String shortened(String name) {
        return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS) + "…";
    }
}
