package io.countersign.standalone.key;

import io.countersign.standalone.option.InvalidOptionException;
import io.countersign.standalone.program.ExitCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the keys of a distributed run; again and again without harm. */
@Command(
        name = "keys",
        description = "Makes the keys of a distributed run: a folder for each part, with what it needs. What is there stays.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class MakeKeys implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the folders are.")
    private Path out = Path.of("");

    @Override
    public Integer call() {
        try {
            List<Path> written = new KeyFolders(out).complete();
            System.out.println(written.isEmpty() ? "keys: all are there already" : "keys: made " + written);
            System.out.flush();
            return ExitCodes.OK;
        } catch (InvalidOptionException e) {
            System.err.println("countersign: " + e.getMessage());
            return ExitCodes.USAGE;
        } catch (IOException e) {
            System.err.println("countersign: the keys can't be written to " + out + " (expected: a writable folder): " + e);
            return ExitCodes.USAGE;
        }
    }
}
