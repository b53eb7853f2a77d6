package io.countersign.standalone.run;

import io.countersign.standalone.folder.DataFolder;
import io.countersign.standalone.option.InvalidOptionException;
import io.countersign.standalone.option.RunSettings;
import io.countersign.standalone.option.UpOptions;
import io.countersign.standalone.program.ExitCodes;
import io.countersign.standalone.program.Version;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts everything, says where it is, and runs until it is told to stop. */
@Command(
        name = "up",
        description = "Starts PostgreSQL, Kafka, the three services and the front door; Ctrl-C stops them all.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nEnvironment without an option:%n")
public final class Up implements Callable<Integer> {
    @Mixin
    private UpOptions options = new UpOptions();

    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Progress progress = new Progress(System.out);

    @Override
    public Integer call() {
        try {
            RunSettings settings = options.settings(System.getenv());
            return run(settings, DataFolder.open(settings.data()));
        } catch (InvalidOptionException e) {
            return failed(ExitCodes.USAGE, e.getMessage());
        }
    }

    private int run(RunSettings settings, DataFolder folder) {
        logTo(folder.logs());
        Run run = new Run(settings, System.getenv(), progress);
        Signals.on("TERM", () -> stop(run, ExitCodes.OK));
        Signals.on("INT", () -> stop(run, ExitCodes.INTERRUPTED));
        progress.line("countersign " + Version.text());
        try {
            String where = run.start(folder);
            progress.step("every part is ready");
            progress.line("countersign is ready: " + where);
            run.trainWhenWanted(folder);
        } catch (InvalidOptionException e) {
            run.close();
            return failed(ExitCodes.USAGE, e.getMessage());
        } catch (RuntimeException e) {
            awaitEndWhenStopping();
            LoggerFactory.getLogger(Up.class).error("event=start_failed", e);
            run.close();
            return failed(ExitCodes.FAILED, rootMessage(e) + "; see " + folder.logs());
        }
        Signals.awaitEnd();
        return ExitCodes.OK;
    }

    /** The first signal drains, a second one ends everything at once. Runs on the signal's own thread. */
    private void stop(Run run, int exitCode) {
        if (!stopping.compareAndSet(false, true)) {
            run.kill();
            Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
        }
        progress.line("countersign stops ...");
        run.close();
        progress.line("countersign has stopped");
        System.exit(exitCode);
    }

    /** What fails while a stop is under way is its consequence; the stopping thread ends the process. */
    private void awaitEndWhenStopping() {
        if (stopping.get()) {
            Signals.awaitEnd();
        }
    }

    private static int failed(int exitCode, @Nullable String message) {
        System.out.flush();
        System.err.println("countersign: " + message);
        return exitCode;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return String.valueOf(root.getMessage() == null ? root.toString() : root.getMessage()).lines().findFirst().orElse("");
    }

    /** Before the first logger is made: nothing goes to the terminal, and Spring leaves the logging as it is. */
    static void logTo(Path logs) {
        System.setProperty("countersign.log.file", logs.resolve("countersign.log").toString());
        System.setProperty("logback.configurationFile", "countersign-logback.xml");
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    }
}
