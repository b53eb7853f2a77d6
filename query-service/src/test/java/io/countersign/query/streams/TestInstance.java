package io.countersign.query.streams;

import java.nio.file.Path;

/** An instance for tests without a broker. */
public final class TestInstance {
    public static final String ADDRESS = "localhost:2";

    private TestInstance() {}

    public static Instance in(Path stateFolder) {
        return new Instance("test", () -> ADDRESS, stateFolder, 0);
    }
}
