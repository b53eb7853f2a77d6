package io.countersign.standalone.nginx;

import io.countersign.rest.route.FrontDoorRoutes;
import io.countersign.standalone.option.FrontDoorOptions;
import io.countersign.standalone.program.ExitCodes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the configuration. */
@Command(
        name = "nginx-conf",
        description = "Prints an nginx.conf that does what the front door does.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class PrintNginxConf implements Callable<Integer> {
    @Mixin
    private FrontDoorOptions options = new FrontDoorOptions();

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            defaultValue = "/tmp",
            description = "A folder that nginx may write to. [default: /tmp]")
    private Path temp = Path.of("/tmp");

    @Override
    public Integer call() {
        NginxConf conf = new NginxConf(new InetSocketAddress(options.bind(), options.apiPort()), temp, options.instances());
        System.out.print(conf.text(FrontDoorRoutes.all()));
        System.out.flush();
        return ExitCodes.OK;
    }
}
