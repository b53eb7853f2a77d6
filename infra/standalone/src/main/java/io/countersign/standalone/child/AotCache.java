package io.countersign.standalone.child;

import java.lang.management.ManagementFactory;
import java.util.Optional;

/** The ahead-of-time cache that this JVM was started with; a child JVM on the same class path uses it too. */
record AotCache(String option) {
    private static final String USE = "-XX:AOTCache=";

    static Optional<AotCache> ofThisProcess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(USE))
                .findFirst()
                .map(AotCache::new);
    }
}
