package io.countersign.systemtests;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the checkout that the tests run in. */
public final class Checkout {
    private Checkout() {}

    /** The top folder. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("countersign"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no checkout above " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }

    /** What {@code ./countersign} runs. */
    public static Path standaloneJar() {
        return built("infra/standalone/target/standalone-0.1.0.jar");
    }

    /** What runs a service alone. */
    public static Path serviceJar(String service) {
        return built(service + "/target/" + service + "-0.1.0-exec.jar");
    }

    private static Path built(String file) {
        Path jar = root().resolve(file);
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is missing (expected: built before the system tests)");
        }
        return jar;
    }
}
