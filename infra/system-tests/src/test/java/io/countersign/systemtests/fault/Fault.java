package io.countersign.systemtests.fault;

/**
 * Something that goes wrong, and is put right again.
 *
 * @param name of its kind, as the report shows it
 * @param victims which processes it befalls: all of them must be well when it begins
 * @param kills processes that it kills
 * @param writesBack the most that a client may wait for a write because of it
 */
record Fault(String name, Victims victims, int kills, Allowance writesBack, Course course) {

    enum Victims {
        COMMAND,
        QUERY,
        SIP,
        BROKERS,
        DOOR,
        DATABASE
    }

    /** So many seconds from its beginning; or from its end, where nobody can serve as long as it lasts. */
    record Allowance(int seconds, Since since) {}

    enum Since {
        BEGINNING,
        END
    }

    /** From the first damage to the moment when every process runs again; not yet when all are ready. */
    interface Course {
        void run() throws InterruptedException;
    }
}
