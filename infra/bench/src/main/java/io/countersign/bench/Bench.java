package io.countersign.bench;

import io.countersign.bench.command.CommandComparison;
import io.countersign.bench.propagation.Propagation;
import io.countersign.bench.propagation.SteadyPropagation;
import io.countersign.bench.read.ReadComparison;
import io.countersign.bench.replay.Replay;
import io.countersign.bench.service.Services;
import io.countersign.bench.sip.SipComparison;
import io.countersign.bench.sip.SipLoad;
import io.countersign.bench.sip.SipProfile;
import io.countersign.bench.sip.TlsMeasurement;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one entry to all benchmarks; the run scripts call it. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Benchmarks, side by side with the peers. Load goes to this machine only.",
        subcommands = {
            SipLoad.class,
            SipComparison.class,
            SipProfile.class,
            TlsMeasurement.class,
            CommandComparison.class,
            ReadComparison.class,
            Propagation.class,
            SteadyPropagation.class,
            Replay.class,
            Services.class
        })
public final class Bench {
    private Bench() {}

    /** Ends with 0 when everything was measured without trouble, 1 when not, 2 for a wrong call. */
    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new Bench());
        commandLine.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (failure instanceof IllegalArgumentException) {
                line.getErr().println(failure.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            failure.printStackTrace(line.getErr());
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(commandLine.execute(args));
    }
}
