package io.countersign.command.decision;

/** The sequence of the event that last changed an object; an aggregate's first event has 1. */
public record Version(long sequence) implements Comparable<Version> {
    /** Before the first event. */
    public static final Version NONE = new Version(0);

    public Version {
        if (sequence < 0) {
            throw new IllegalArgumentException("version " + sequence + " (expected: 0 or more)");
        }
    }

    /** The version after one more event. */
    public Version next() {
        return new Version(sequence + 1);
    }

    @Override
    public int compareTo(Version other) {
        return Long.compare(sequence, other.sequence);
    }
}
