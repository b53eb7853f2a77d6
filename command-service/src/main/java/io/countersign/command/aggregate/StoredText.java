package io.countersign.command.aggregate;

/**
 * A fact as it lies in the event store.
 *
 * @param type stable logical name, never a class name
 * @param revision of the form
 * @param json the facts
 */
public record StoredText(String type, String revision, String json) {}
