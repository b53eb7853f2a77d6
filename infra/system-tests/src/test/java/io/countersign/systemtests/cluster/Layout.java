package io.countersign.systemtests.cluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a cluster consists of, besides two command- and query-services.
 *
 * @param brokers one or three
 * @param brokerSettings Kafka's own, which every broker gets besides the usual ones
 * @param nodes sip-auth-services
 * @param settings environment that each service gets besides the usual one
 * @param packaging how the services' processes are started
 * @param commandClasses a folder of classes that the command-services use instead of their own: how the harness makes them
 *     forget a rule
 * @param far names of instances that reach Kafka and PostgreSQL by a {@link Site} only, whose cables can be cut
 */
public record Layout(
        int brokers,
        Map<String, String> brokerSettings,
        int nodes,
        Map<String, String> settings,
        Packaging packaging,
        Optional<Path> commandClasses,
        Set<String> far) {
    private static final int TWO = 2;

    /** What a service's process runs. */
    public enum Packaging {
        /** The classes that are built, from a class path that has an ahead-of-time cache: for clusters that start processes often. */
        CLASS_PATH,
        /** The first of each service runs the executable jar as it is shipped, the others as above. */
        FIRST_FROM_EXECUTABLE_JAR
    }

    public Layout {
        brokerSettings = Map.copyOf(brokerSettings);
        settings = Map.copyOf(settings);
        far = Set.copyOf(far);
    }

    /** As an operator runs it. */
    public static Layout of(int brokers) {
        return new Layout(brokers, Map.of(), TWO, Map.of(), Packaging.CLASS_PATH, Optional.empty(), Set.of());
    }

    /** One broker, and the first instance of each service on a far site. */
    public static Layout onTwoSites() {
        return new Layout(1, Map.of(), TWO, Map.of(), Packaging.CLASS_PATH, Optional.empty(), Set.of("command-1", "query-1", "sip-1"));
    }

    /** With command-services that have forgotten a rule. */
    public static Layout weakened(int brokers, Map<String, String> brokerSettings, Path commandClasses) {
        return new Layout(brokers, brokerSettings, TWO, Map.of(), Packaging.CLASS_PATH, Optional.of(commandClasses), Set.of());
    }

    static Layout forApi(Map<String, String> settings) {
        return new Layout(1, Map.of(), 1, settings, Packaging.FIRST_FROM_EXECUTABLE_JAR, Optional.empty(), Set.of());
    }
}
