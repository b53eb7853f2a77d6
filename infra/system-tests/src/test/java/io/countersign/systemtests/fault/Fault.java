package io.countersign.systemtests.fault;

/**
 * Something that goes wrong, and is put right again.
 *
 * @param name of its kind, as the report shows it
 * @param kills processes that it kills
 * @param writesBackSeconds the most that a client may wait for a write because of it
 */
record Fault(String name, int kills, int writesBackSeconds, Course course) {

    /** From the first damage to the moment when every process runs again; not yet when all are ready. */
    interface Course {
        void run() throws InterruptedException;
    }
}
