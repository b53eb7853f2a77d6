package io.countersign.query.streams;

/** Knows which instance owns which part of a store, as of the last assignment that this instance took part in. */
public interface Owners {
    Place place(String store, int partition);
}
