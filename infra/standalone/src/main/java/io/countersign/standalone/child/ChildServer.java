package io.countersign.standalone.child;

/** A server in a process of its own that belongs to this run. */
public interface ChildServer extends AutoCloseable {
    ProcessHandle process();

    /** Ends it in order, by force where it does not end in time. */
    @Override
    void close();
}
