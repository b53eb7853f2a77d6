package io.countersign.sip.transport;

import java.util.ArrayList;
import java.util.List;

/** What a test has opened: closed after it ({@link org.junit.jupiter.api.AutoClose}), the last one first. */
final class Opened {
    private final List<AutoCloseable> all = new ArrayList<>();

    void add(AutoCloseable thing) {
        all.add(thing);
    }

    void close() throws Exception {
        for (AutoCloseable thing : all.reversed()) {
            thing.close();
        }
    }
}
