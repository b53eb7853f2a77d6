package io.countersign.systemtests.cluster;

import io.countersign.standalone.aot.AotCacheForTests;
import io.countersign.systemtests.Checkout;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The command line of a JVM that is small and quick to start: on two cores that counts, not the last bit of speed. */
public final class JavaCommand {
    private static final Map<String, String> MAIN_CLASSES = Map.of(
            "command-service", "io.countersign.command.CommandServiceApplication",
            "query-service", "io.countersign.query.QueryServiceApplication",
            "sip-auth-service", "io.countersign.sip.SipAuthServiceApplication");

    private JavaCommand() {}

    /** A class of the standalone's class path with its arguments, quick to start. */
    public static List<String> ofClass(String maxHeap, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(AotCacheForTests.jvm(maxHeap));
        command.addAll(AotCacheForTests.options(Checkout.standaloneJar()));
        command.addAll(List.of("-cp", Checkout.standaloneJar().toString(), mainClass));
        command.addAll(arguments);
        return command;
    }

    /** A service with the classes that are built, quick to start. */
    static List<String> ofService(String maxHeap, String service) {
        return ofClass(maxHeap, mainClass(service), List.of());
    }

    /** A service as it is shipped: its executable jar. */
    public static List<String> ofJar(String maxHeap, String service) {
        List<String> command = new ArrayList<>(AotCacheForTests.jvm(maxHeap));
        command.addAll(List.of("-jar", Checkout.serviceJar(service).toString()));
        return command;
    }

    /** A service that finds these classes before its own. */
    static List<String> withClasses(String maxHeap, String service, Path classes) {
        List<String> command = new ArrayList<>(AotCacheForTests.jvm(maxHeap));
        command.addAll(List.of("-cp", classes + File.pathSeparator + Checkout.standaloneJar(), mainClass(service)));
        return command;
    }

    private static String mainClass(String service) {
        return Objects.requireNonNull(MAIN_CLASSES.get(service), service);
    }
}
