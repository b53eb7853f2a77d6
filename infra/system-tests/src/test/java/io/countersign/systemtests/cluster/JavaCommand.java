package io.countersign.systemtests.cluster;

import io.countersign.systemtests.Checkout;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a JVM that is small and quick to start: on two cores that counts, not the last bit of speed. */
final class JavaCommand {
    private JavaCommand() {}

    static List<String> of(String maxHeap, List<String> program) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx" + maxHeap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(program);
        return command;
    }

    /** The program of a service as it is built. */
    static List<String> ofJar(String service) {
        return List.of("-jar", Checkout.serviceJar(service).toString());
    }

    /** The program of a service that finds these classes before its own. */
    static List<String> withClasses(Path classes, String service) {
        String name = service.substring(0, service.indexOf('-'));
        return List.of(
                "-cp",
                classes + File.pathSeparator + Checkout.standaloneJar(),
                "io.countersign." + name + "." + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "ServiceApplication");
    }
}
