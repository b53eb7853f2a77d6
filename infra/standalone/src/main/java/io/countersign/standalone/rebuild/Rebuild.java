package io.countersign.standalone.rebuild;

import io.countersign.schemas.Topics;
import io.countersign.standalone.demo.ApiClient;
import io.countersign.standalone.folder.Keys;
import io.countersign.standalone.folder.RunningFile;
import io.countersign.standalone.program.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for a rebuild and shows how it goes on; the rebuild itself doesn't depend on this program. */
@Command(
        name = "rebuild",
        description = "Builds the auth table or the views of a running system again from the event log. What serves goes on until the"
                + " new generation holds everything. Ctrl-C ends this display only.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Rebuild implements Callable<Integer> {
    private static final List<String> TARGETS = List.of(Topics.REBUILD_AUTH_TABLE, Topics.REBUILD_VIEWS);

    private String target = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:COUNTERSIGN_DATA_DIR:-data}",
            description = "The data folder: of the running system, and where operator.key is unless COUNTERSIGN_OPERATOR_KEY is set."
                    + " [COUNTERSIGN_DATA_DIR, default: data]")
    private Path data = Path.of("data");

    @Option(names = "--api", paramLabel = "URL", description = "The front door of a system that runs elsewhere: http://HOST:PORT.")
    private @Nullable String api;

    @Option(names = "--status", description = "Only show how it stands.")
    private boolean statusOnly;

    @Option(names = "--cancel", description = "Give the running one up.")
    private boolean cancel;

    @Parameters(paramLabel = "TARGET", description = "auth-table or views.")
    void setTarget(String name) {
        if (!TARGETS.contains(name)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no '" + name + "' to rebuild; there are: " + String.join(", ", TARGETS));
        }
        target = name;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = data.toAbsolutePath().normalize();
        Optional<String> url = Optional.ofNullable(api).or(() -> RunningFile.read(folder).map(RunningFile::apiUrl));
        if (url.isEmpty()) {
            System.err.println("countersign: nothing runs on " + folder + "; start it with: countersign up, or name it with --api");
            return ExitCodes.USAGE;
        }
        try (ApiClient operator = new ApiClient(url.get(), operatorKey(folder))) {
            RebuildDisplay display = new RebuildDisplay(operator, target, System.out, System.err);
            if (statusOnly) {
                return display.status();
            }
            return cancel ? display.cancel() : display.startAndFollow();
        }
    }

    private static String operatorKey(Path folder) throws IOException {
        String given = System.getenv("COUNTERSIGN_OPERATOR_KEY");
        return given != null ? given : Files.readString(Keys.operatorKeyFile(folder)).strip();
    }
}
