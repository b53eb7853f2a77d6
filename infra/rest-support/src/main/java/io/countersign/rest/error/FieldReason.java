package io.countersign.rest.error;

/**
 * One problem with one field of a request.
 *
 * @param field its name; {@code list[2]} for an element, {@code outer.inner} below an object, a header's or parameter's name
 * @param reason what it must be, for people; never the value itself
 */
public record FieldReason(String field, String reason) {}
