package io.countersign.standalone.frontdoor;

/** A front door under test. */
interface Door extends AutoCloseable {
    /** Where it listens on the loopback interface. */
    int port();

    @Override
    void close();

    static Door of(FrontDoor door) {
        return new Door() {
            @Override
            public int port() {
                return door.port();
            }

            @Override
            public void close() {
                door.close();
            }
        };
    }
}
