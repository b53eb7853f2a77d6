package io.countersign.command.aggregate;

/** Told of each commit on this instance that added events, on the command's thread: must not block. */
@FunctionalInterface
public interface CommitListener {
    /** A commit; the version is the aggregate's after it. */
    void committed(String aggregateId, long version);
}
