package io.countersign.systemtests.fault;

/**
 * Something that goes wrong, and is put right again.
 *
 * @param name of its kind, as the report shows it
 * @param victims which processes it befalls: all of them must be well when it begins
 * @param kills processes that it kills
 * @param back the most that a client may wait because of it, where it needs the victims
 */
record Fault(String name, Victims victims, int kills, Allowance back, Course course) {

    /** A read with a token waits for the relay, too, and so for all that it needs. */
    enum Victims {
        COMMAND(true, true),
        QUERY(false, true),
        SIP(false, false),
        BROKERS(false, true),
        DOOR(true, true),
        DATABASE(true, true);

        private final boolean neededByWrites;
        private final boolean neededByReads;

        Victims(boolean neededByWrites, boolean neededByReads) {
            this.neededByWrites = neededByWrites;
            this.neededByReads = neededByReads;
        }

        /** Whether a write may have to wait because of what happens to them. */
        boolean areNeededByWrites() {
            return neededByWrites;
        }

        /** Whether a read with a token may. */
        boolean areNeededByReads() {
            return neededByReads;
        }
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
