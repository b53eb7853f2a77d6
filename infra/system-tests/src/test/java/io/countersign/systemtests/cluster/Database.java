package io.countersign.systemtests.cluster;

/** The PostgreSQL of a cluster. */
public interface Database {
    /** Returns when it serves. */
    void start();

    /** SIGKILL to its first process, upon which the others end themselves. */
    void kill();

    /** Starts it again when it has ended of itself, where it is ours to start. */
    default void startIfEnded() {}

    String jdbcUrl();

    String username();

    String password();

    void stop();

    /** One that runs already and that others end. */
    static Database at(String jdbcUrl, String username, String password) {
        return new GivenDatabase(jdbcUrl, username, password);
    }
}
