package io.countersign.standalone;

import io.countersign.standalone.demo.Demo;
import io.countersign.standalone.key.MakeKeys;
import io.countersign.standalone.nginx.PrintNginxConf;
import io.countersign.standalone.option.UpOptions;
import io.countersign.standalone.program.ExitCodes;
import io.countersign.standalone.program.Version;
import io.countersign.standalone.rebuild.Rebuild;
import io.countersign.standalone.run.FrontDoorAlone;
import io.countersign.standalone.run.Train;
import io.countersign.standalone.run.Up;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program behind the launcher script. */
@Command(
        name = "countersign",
        description = "Manages who may send SIP traffic through a trunk.",
        subcommands = {Up.class, Demo.class, Rebuild.class, FrontDoorAlone.class, PrintNginxConf.class, MakeKeys.class, Train.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private static final int HELP_COLUMNS = 120;

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args.length == 0 ? new String[] {"--help"} : args));
    }

    /** Reads the command line; wrong ones give one line on stderr and {@link ExitCodes#USAGE}. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.getSubcommands().values().stream()
                .filter(subcommand -> subcommand.getCommandSpec().userObject() instanceof Up)
                .forEach(up -> up.getCommandSpec().usageMessage().footer(UpOptions.environmentHelp().toArray(String[]::new)));
        return commandLine
                .setUsageHelpWidth(HELP_COLUMNS)
                .setParameterExceptionHandler(Main::refuse)
                .setExecutionExceptionHandler(Main::fail);
    }

    private static int refuse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("countersign: " + e.getMessage() + " (see: " + command.getCommandSpec().qualifiedName() + " --help)");
        command.getErr().flush();
        return ExitCodes.USAGE;
    }

    private static int fail(Exception e, CommandLine command, ParseResult parsed) {
        command.getErr().println("countersign: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        command.getErr().flush();
        return ExitCodes.FAILED;
    }
}
