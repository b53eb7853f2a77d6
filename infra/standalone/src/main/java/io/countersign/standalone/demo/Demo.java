package io.countersign.standalone.demo;

import io.countersign.standalone.folder.Keys;
import io.countersign.standalone.folder.RunningFile;
import io.countersign.standalone.program.ExitCodes;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells the story against a running system; exit code 0 when all went as told. */
@Command(
        name = "demo",
        description = "Against a running system: account, trunk, credential, a REGISTER, a wrong password, a delete.",
        mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
    private static final Duration SIP_PATIENCE = Duration.ofSeconds(10);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:COUNTERSIGN_DATA_DIR:-data}",
            description = "The data folder of the running system. [COUNTERSIGN_DATA_DIR, default: data]")
    private Path data = Path.of("data");

    @Override
    public Integer call() {
        Path folder = data.toAbsolutePath().normalize();
        if (RunningFile.read(folder).isEmpty()) {
            System.err.println("countersign: nothing runs on " + folder + "; start it with: countersign up");
            return ExitCodes.USAGE;
        }
        return tell(folder, System.out, System.getenv());
    }

    /** Tells it against the run on that folder, which is ready; gives the exit code. */
    public static int tell(Path folder, PrintStream out, Map<String, String> environment) {
        Terminal terminal = Terminal.of(out, environment);
        RunningFile running = RunningFile.read(folder).orElseThrow(() -> new IllegalStateException("nothing runs on " + folder));
        InetSocketAddress sipAddress = new InetSocketAddress(running.sipHost(), running.sipPort());
        try (ApiClient operator = new ApiClient(running.apiUrl(), operatorKey(folder, environment));
                SipClient sip = new SipClient(sipAddress, SIP_PATIENCE)) {
            new DemoScenario(terminal, operator, sip).tell();
            out.println();
            out.println("That was the whole pipeline: " + running.apiUrl() + ", SIP " + running.sipHost() + ":" + running.sipPort());
            return ExitCodes.OK;
        } catch (DemoScenario.UnexpectedAnswerException e) {
            terminal.bad(String.valueOf(e.getMessage()));
            return ExitCodes.FAILED;
        } catch (IOException e) {
            terminal.bad(e.getMessage() == null ? e.toString() : e.getMessage());
            return ExitCodes.FAILED;
        }
    }

    private static String operatorKey(Path folder, Map<String, String> environment) throws IOException {
        String given = environment.get("COUNTERSIGN_OPERATOR_KEY");
        return given != null ? given : Files.readString(Keys.operatorKeyFile(folder)).strip();
    }
}
