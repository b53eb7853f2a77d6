package io.countersign.standalone.run;

import io.countersign.standalone.frontdoor.Backends;
import io.countersign.standalone.frontdoor.FrontDoor;
import io.countersign.standalone.option.FrontDoorOptions;
import io.countersign.standalone.option.InvalidOptionException;
import io.countersign.standalone.program.ExitCodes;
import io.countersign.standalone.program.Version;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The front door as a process of its own, before services that run elsewhere, several instances of each. */
@Command(
        name = "front-door",
        description = "Runs the front door alone, before services that run elsewhere; logs to stderr.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class FrontDoorAlone implements Callable<Integer> {
    @Mixin
    private FrontDoorOptions options = new FrontDoorOptions();

    @Override
    public Integer call() {
        logToConsole();
        Backends backends = new Backends();
        options.instances().forEach((service, instances) -> instances.forEach(address -> backends.add(service, address)));
        Progress progress = new Progress(System.out);
        try {
            FrontDoor door = FrontDoor.open(options.bind(), options.apiPort(), backends, Map.of(), Version.text());
            Signals.on("TERM", () -> stop(door, ExitCodes.OK));
            Signals.on("INT", () -> stop(door, ExitCodes.INTERRUPTED));
            progress.line("front door is ready: http://" + Run.urlHost(Run.reachable(options.bind())) + ":" + door.port());
        } catch (InvalidOptionException e) {
            System.err.println("countersign: " + e.getMessage());
            return ExitCodes.USAGE;
        }
        Signals.awaitEnd();
        return ExitCodes.OK;
    }

    private static void stop(FrontDoor door, int exitCode) {
        door.close();
        System.exit(exitCode);
    }

    /** Before the first logger is made. */
    private static void logToConsole() {
        System.setProperty("logback.configurationFile", "front-door-logback.xml");
    }
}
