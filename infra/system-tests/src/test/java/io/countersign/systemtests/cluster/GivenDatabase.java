package io.countersign.systemtests.cluster;

/** A PostgreSQL that others start and end. */
record GivenDatabase(String jdbcUrl, String username, String password) implements Database {
    @Override
    public void start() {
        // it runs
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException("this PostgreSQL isn't the cluster's own");
    }

    @Override
    public void stop() {
        // it goes on
    }

    @Override
    public String toString() {
        return "GivenDatabase(" + jdbcUrl + ", redacted)";
    }
}
